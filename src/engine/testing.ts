import { recordVerdict, rejectSubmission } from '../plan/transitions.js';
import type { Verdict } from '../plan/schemas.js';
import { isoSeconds } from '../platform/clock.js';
import { attribute } from '../queue/attribution.js';
import { buildCandidate } from '../queue/candidate.js';
import { containmentOf } from '../queue/context.js';
import type { GateResult } from '../queue/gate.js';
import { describeResult, gateFingerprint } from '../queue/gate.js';
import { testInLane } from '../queue/lane.js';
import type { Observation } from './deciding/observe.js';
import type { Performing } from './performing.js';
import { ActionPostponed, configOf, ticketOf } from './performing.js';

async function runGate(performing: Performing, observation: Observation, commit: string, of: string): Promise<GateResult> {
  const { queue, log, stopping } = performing;
  log.write('INFO', `testing ${of}`);
  const result = await testInLane(queue, configOf(observation.snapshot), commit, stopping);
  if (stopping.aborted) throw new ActionPostponed('The engine is stopping.');
  log.write(result.green ? 'INFO' : 'WARN', `${of}: ${result.words}`);
  return result;
}

function verdictOf(performing: Performing, observation: Observation, commit: string, tree: string, result: GateResult): Verdict {
  return {
    tree,
    commit,
    fingerprint: gateFingerprint(configOf(observation.snapshot)),
    result: result.green ? 'green' : 'red',
    purpose: 'master',
    'exit-code': result.exitCode,
    tests: result.tests,
    seconds: result.seconds,
    pristine: true,
    containment: containmentOf(performing.queue, configOf(observation.snapshot)),
    finished: isoSeconds(performing.project.ports.clock.now()),
  };
}

/** Tests master as it stands. Red twice is red: all halts until somebody mends it. */
export async function testMaster(performing: Performing, observation: Observation): Promise<void> {
  const { master } = observation;
  if (master === undefined) return;
  const name = `${performing.queue.branch} at ${master.slice(0, 10)}`;
  const first = await runGate(performing, observation, master, name);
  const result = first.green ? first : await runGate(performing, observation, master, `${name} once more`);
  const verdict = verdictOf(performing, observation, master, await performing.project.repository.treeOf(master), result);
  const cause = result.green ? (first.green ? {} : { cause: 'flaky' as const }) : { cause: 'master' as const };
  await performing.writer.write(recordVerdict({ ...verdict, ...cause }, describeResult(first), observation.masterVerdict !== undefined));
}

/** Builds the candidate of a submission on master's tip, tests it, and says whose fault a red one is before anybody is blamed. */
export async function testSubmission(performing: Performing, observation: Observation, id: string): Promise<void> {
  const { queue, writer, log } = performing;
  const { snapshot, master } = observation;
  const pending = snapshot.pending.get(id);
  if (pending === undefined || master === undefined) return;
  const candidate = await buildCandidate(queue, ticketOf(snapshot, id), pending, master);
  if ('conflicts' in candidate) {
    const report = `These files were changed on ${queue.branch} as well:\n\n${candidate.conflicts.map((path) => `- ${path}`).join('\n')}\n\nThe next attempt begins with both sides in them, marked.`;
    await writer.write(rejectSubmission(id, pending.commit, { reason: `It does not merge with ${queue.branch}.`, report, own: false }));
    log.write('WARN', `${id} does not merge with ${queue.branch}: ${candidate.conflicts.join(', ')}`);
    return;
  }
  if ('empty' in candidate) {
    await writer.write(rejectSubmission(id, pending.commit, { reason: `It changes nothing on ${queue.branch}.`, report: `${queue.branch} holds the same already.`, own: true }));
    return;
  }
  if (candidate.unsigned !== undefined) log.write('WARN', `${id} could not be signed (${candidate.unsigned}); it will land without a signature`);
  const known = observation.queue.find((view) => view.ticket === id);
  if (known?.verdict?.result === 'red' && known.candidate?.commit === candidate.commit) {
    const report = `This very tree was tested before and was red; see the verdict of ${known.verdict.finished}.`;
    await writer.write(rejectSubmission(id, pending.commit, { reason: 'The gate is red.', report, own: true }));
    return;
  }
  if (snapshot.verdicts.has(`${candidate.tree}-${gateFingerprint(configOf(snapshot))}`)) return;
  const runs: GateResult[] = [];
  let base: GateResult | undefined;
  for (;;) {
    const attribution = attribute({ runs, base });
    if ('next' in attribution) {
      if (attribution.next === 'run-again') runs.push(await runGate(performing, observation, candidate.commit, `${id} on ${queue.branch}${runs.length === 0 ? '' : ', once more'}`));
      else base = await runGate(performing, observation, master, `${queue.branch} itself, to see whose fault it is`);
      continue;
    }
    const { cause, result } = attribution;
    const red = runs.find((run) => !run.green) ?? result;
    const verdict: Verdict = {
      ...verdictOf(performing, observation, candidate.commit, candidate.tree, result),
      purpose: 'candidate',
      ticket: id,
      ...(cause === 'own' || cause === 'flaky' ? { cause } : {}),
    };
    if (cause === 'infrastructure') {
      throw new ActionPostponed(`the gate fails on ${queue.branch} itself now, where it passed before: ${base?.words ?? ''} ${id} is not blamed, and is tested again in a minute`);
    }
    if (cause === 'own') {
      const written = { fields: verdict, output: describeResult(result) };
      await writer.write(rejectSubmission(id, pending.commit, { reason: 'The gate is red.', report: describeResult(result), own: true }, written));
      log.write('WARN', `${id} is red by its own fault: ${queue.branch} is green. The work is kept, and the failure is written into the ticket`);
    } else await writer.write(recordVerdict(verdict, describeResult(red)));
    return;
  }
}
