import { byHand } from '../plan/handTransitions.js';
import { recordVerdict, rejectSubmission } from '../plan/transitions.js';
import type { Verdict } from '../plan/schemas.js';
import { isoSeconds } from '../platform/clock.js';
import { attribute } from '../queue/attribution.js';
import { buildCandidate } from '../queue/candidate.js';
import { containmentOf } from '../queue/context.js';
import { criteriaWant } from '../queue/criteriaPlan.js';
import type { Check } from '../queue/criteriaPlan.js';
import type { GateResult } from '../queue/gate.js';
import { describeResult, gateFingerprint, isAllGreen } from '../queue/gate.js';
import { testInLane } from '../queue/lane.js';
import { isProof } from '../queue/proof.js';
import { fewerTests } from '../queue/testDrop.js';
import { failedTests, isStrictlyLess } from '../queue/testNames.js';
import { criteriaPlanOf } from './criteria.js';
import { missedReport, missedWords, recordOfTest } from './criteriaResults.js';
import type { Observation } from './deciding/observe.js';
import type { Performing } from './performing.js';
import { ActionPostponed, configOf, ticketOf } from './performing.js';

async function runGate(performing: Performing, observation: Observation, commit: string, of: string, checks: readonly Check[] = []): Promise<GateResult> {
  const { queue, log, stopping } = performing;
  log.write('INFO', `testing ${of}`);
  const result = await testInLane(queue, configOf(observation.snapshot), commit, stopping, checks);
  if (stopping.aborted) throw new ActionPostponed('The engine is stopping.');
  log.write(isAllGreen(result) ? 'INFO' : 'WARN', `${of}: ${result.words}${missedWords(result)}`);
  return result;
}

/** The tests that failed in a red run, where all of them are known; one that was cut short tells of some alone. */
function failingOf({ green, exitCode, output, inSetUp }: GateResult): Pick<Verdict, 'failing'> {
  const names = green || exitCode <= 0 || inSetUp === true ? undefined : failedTests(output);
  return names === undefined ? {} : { failing: [...names] };
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
    ...(result.quarantined === undefined ? {} : { quarantined: [...result.quarantined] }),
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
  await performing.writer.write(recordVerdict({ ...verdict, ...cause, ...failingOf(first) }, describeResult(first), { again: observation.masterVerdict !== undefined }));
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
  const sameTree = known?.candidate?.commit === candidate.commit ? known.verdict : undefined;
  if (sameTree?.result === 'red' && !isProof(sameTree)) {
    const report = `This very tree was tested before and was red; see the verdict of ${sameTree.finished}.`;
    await writer.write(rejectSubmission(id, pending.commit, { reason: redGate, report, own: true }));
    return;
  }
  const criteria = await criteriaPlanOf(performing.project, snapshot, id, master);
  const earlier = snapshot.criteria.get(id);
  const want = criteriaWant(criteria, earlier, candidate.tree);
  if (want === 'failed') {
    await writer.write(rejectSubmission(id, pending.commit, { reason: missedCriteria, report: `This very tree was tested before; see what is written of its criteria.`, own: true }));
    return;
  }
  if (want === undefined && snapshot.verdicts.has(`${candidate.tree}-${gateFingerprint(configOf(snapshot))}`)) return;
  const { mends } = ticketOf(snapshot, id).fields;
  const isMending = (mends !== undefined || pending.model === byHand) && observation.health === 'red';
  const runs: GateResult[] = [];
  let base: GateResult | undefined;
  for (;;) {
    const attribution = attribute({ runs, base, mends: isMending });
    if ('next' in attribution) {
      if (attribution.next === 'run-again') runs.push(await runGate(performing, observation, candidate.commit, `${id} on ${queue.branch}${runs.length === 0 ? '' : ', once more'}`, criteria.checks));
      else base = await runGate(performing, observation, master, `${queue.branch} itself, to see whose fault it is`, missedChecks(criteria.checks, runs.at(-1)));
      continue;
    }
    const { cause, result } = attribution;
    if (cause === 'infrastructure') {
      throw new ActionPostponed(`the gate fails on ${queue.branch} itself now, where it passed before: ${base?.words ?? ''} ${id} is not blamed, and is tested again in a minute`);
    }
    const red = runs.find((run) => !run.green) ?? result;
    const verdict: Verdict = { ...verdictOf(performing, observation, candidate.commit, candidate.tree, result), purpose: 'candidate', ticket: id, ...causeOfGate(runs), ...failingOf(red), ...fewerTests(result, observation.masterVerdict) };
    if (verdict['tests-before'] !== undefined) log.write('WARN', `${id} runs ${String(verdict.tests)} tests, where ${queue.branch} runs ${String(verdict['tests-before'])}`);
    const record = recordOfTest(ticketOf(snapshot, id).fields, { pending, earlier, plan: criteria, tree: candidate.tree, result, at: verdict.finished });
    for (const [number, { why }] of criteria.notRun) log.write('WARN', `${id}: criterion ${String(number)} is not run: ${why}`);
    if (isMending && !result.green && runs.every((run) => isStrictlyLess(failingOf(run).failing, observation.masterVerdict?.failing))) {
      await writer.write(recordVerdict({ ...verdict, cause: 'lessens' }, describeResult(result), { criteria: record }));
      log.write('INFO', `${id} mends a part: ${String(verdict.failing?.length)} of ${String(observation.masterVerdict?.failing?.length)} tests still fail, and no other`);
    } else if (cause === 'own') {
      const failure = result.green ? { reason: missedCriteria, report: missedReport(ticketOf(snapshot, id).fields.criteria, result, base, queue.branch), own: true } : { reason: redGate, report: describeResult(result), own: true };
      await writer.write(rejectSubmission(id, pending.commit, failure, { fields: verdict, output: describeResult(result) }, record));
      log.write('WARN', `${id} ${result.green ? 'misses a criterion' : 'is red'} by its own fault: ${queue.branch} is green. The work is kept, and the failure is written into the ticket`);
    } else await writer.write(recordVerdict(verdict, describeResult(red), { criteria: record }));
    return;
  }
}

const redGate = 'The gate is red.';
const missedCriteria = 'A criterion is not met.';

/** What the gate alone was put down to. */
function causeOfGate(runs: readonly GateResult[]): Pick<Verdict, 'cause'> {
  const isGreen = runs.at(-1)?.green === true;
  if (!isGreen) return { cause: 'own' };
  return runs.every(({ green }) => green) ? {} : { cause: 'flaky' };
}

/** On the base only what was missed is asked: whether it was met there tells who broke it. */
function missedChecks(checks: readonly Check[], result: GateResult | undefined): readonly Check[] {
  const missed = new Set((result?.checks ?? []).filter(({ passed }) => !passed).map(({ criterion }) => criterion));
  return checks.filter(({ criterion }) => missed.has(criterion));
}
