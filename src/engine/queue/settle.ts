import { flakyTests } from '../../insight/flaky.js';
import { failedOn } from '../../plan/criteriaRecord.js';
import { readBody } from '../../plan/frontMatter.js';
import { byHand } from '../../plan/handTransitions.js';
import { verdictPath } from '../../plan/paths.js';
import { readDocument } from '../../plan/readDocument.js';
import type { Pending, Verdict } from '../../plan/schemas.js';
import { verdictSchema } from '../../plan/schemas.js';
import type { Snapshot } from '../../plan/snapshot.js';
import type { Failure } from '../../plan/transitions.js';
import { recordVerdict, rejectSubmission, rejectUnmerged } from '../../plan/transitions.js';
import type { Evidence } from '../../queue/attribution.js';
import { attribute } from '../../queue/attribution.js';
import type { Candidate, CandidateResult } from '../../queue/candidate.js';
import type { Check } from '../../queue/criteriaPlan.js';
import { criteriaWant } from '../../queue/criteriaPlan.js';
import type { GateResult } from '../../queue/gate.js';
import { describeResult, gateFingerprint, isAllGreen } from '../../queue/gate.js';
import { isProof } from '../../queue/proof.js';
import { fewerTests } from '../../queue/testDrop.js';
import { isStrictlyLess } from '../../queue/testNames.js';
import { criteriaPlanOf } from '../criteria.js';
import { missedReport, recordOfTest } from '../criteriaResults.js';
import type { Action } from '../deciding/action.js';
import type { Observation } from '../deciding/observe.js';
import type { QueuePerforming } from '../performing.js';
import { ActionPostponed, configOf, ticketOf } from '../performing.js';
import { failingOf, runGate, verdictOf } from '../testing.js';
import { askOrder } from './askOrder.js';
import { conflictReport } from './conflictReport.js';
import { neighbourLines, neighboursOf } from './neighbours.js';

const redGate = 'The gate is red.';
const missedCriteria = 'A criterion is not met.';

/** A verdict with what its gate printed. */
interface KnownVerdict {
  readonly fields: Verdict;
  readonly body: string;
}

async function knownVerdict({ project }: QueuePerforming, snapshot: Snapshot, tree: string): Promise<KnownVerdict | undefined> {
  const path = verdictPath(tree, gateFingerprint(configOf(snapshot), snapshot.tools));
  const text = await project.store.snapshots.text(snapshot.commit, path);
  return text === undefined ? undefined : { fields: readDocument(verdictSchema, text), body: readBody(text).trim() };
}

/** A run whose result is on the plan: nobody has said yet whose fault it is. */
function asRun({ result, 'exit-code': exitCode, tests, seconds }: Verdict, missed: readonly number[] = []): GateResult {
  const checks = missed.map((criterion) => ({ criterion, passed: false, words: 'it was seen to fail', output: '' }));
  return { green: result === 'green', words: '', exitCode, tests, seconds, output: '', ...(checks.length === 0 ? {} : { checks }) };
}

/** Tells with whom a submission does not go together. */
async function withWhom(performing: QueuePerforming, { snapshot, master }: Observation, pending: Pending): Promise<string> {
  if (master === undefined) return '';
  const lines = neighbourLines(await neighboursOf(performing.project.repository, snapshot, pending, master));
  return lines === '' ? '' : `\n\nSince it was begun these landed:\n\n${lines}`;
}

async function rejectUnbuilt(performing: QueuePerforming, observation: Observation, pending: Pending, failed: Exclude<CandidateResult, Candidate>): Promise<void> {
  const { queue, writer, log } = performing;
  const { ticket: id, commit } = pending;
  if ('empty' in failed) {
    await writer.write(rejectSubmission(id, commit, { reason: `It changes nothing on ${queue.branch}.`, report: `${queue.branch} holds the same already.`, own: true }));
    return;
  }
  const report = await conflictReport(performing, observation, pending, failed.conflicts);
  const question = await askOrder(performing, observation, pending, failed.conflicts);
  const reason = `It does not merge with ${queue.branch}${question === undefined ? '' : ` again, and its manager is asked for the order: ${question}`}.`;
  await writer.write(rejectUnmerged(id, commit, { reason, report }, question));
  log.write('WARN', `${id} does not merge with ${queue.branch}: ${failed.conflicts.join(', ')}${question === undefined ? '' : `; its manager is asked for the order: ${question}`}`);
}

/**
 * Says whose fault it is that a submission alone on master is red or does not merge, before anybody is blamed. A red run that is on the plan
 * already counts as the first.
 */
export async function settle(performing: QueuePerforming, observation: Observation, { ticket: id, submission }: Action & { readonly kind: 'settle' }): Promise<void> {
  const { queue, writer, log, project } = performing;
  const { snapshot, master } = observation;
  const pending = snapshot.pending.get(id);
  if (pending?.commit !== submission || master === undefined) return;
  const ticket = ticketOf(snapshot, id);
  const { candidates, failed } = await queue.stacks.build(queue, master, [{ ticket, pending }]);
  const [candidate] = candidates;
  if (failed !== undefined) return rejectUnbuilt(performing, observation, pending, failed);
  if (candidate === undefined) return;
  const before = await knownVerdict(performing, snapshot, candidate.tree);
  const isJudged = before?.fields.result === 'red' && !isProof(before.fields) && before.fields.cause !== 'unattributed' && before.fields.cause !== 'infrastructure';
  if (isJudged) {
    const report = `This very tree was tested before and was red; see the verdict of ${before.fields.finished}.`;
    await writer.write(rejectSubmission(id, pending.commit, { reason: redGate, report, own: true }));
    return;
  }
  const criteria = await criteriaPlanOf(project, snapshot, id, master);
  const earlier = snapshot.criteria.get(id);
  const isMissed = criteriaWant(criteria, earlier, candidate.tree) === 'failed';
  const isRed = before?.fields.result === 'red' && before.fields.cause === 'unattributed';
  const missed = isMissed ? (failedOn(earlier, candidate.tree, ({ fingerprint }) => fingerprint === criteria.fingerprint) ?? []) : [];
  const isMending = (ticket.fields.mends !== undefined || pending.model === byHand) && observation.health === 'red';
  const runs: GateResult[] = before !== undefined && (isRed || isMissed) ? [asRun(before.fields, isRed ? [] : missed)] : [];
  const redBody = (): string => (isRed ? before.body : describeResult(runs.find((run) => !run.green) ?? (runs.at(-1) as GateResult)));
  const failingIn = (run: GateResult): Pick<Verdict, 'failing'> => (isRed && run === runs[0] ? { failing: before.fields.failing } : failingOf(run));
  let flaky: ReadonlySet<string> | undefined;
  const isKnownFlaky = async (): Promise<boolean> => {
    if (runs.length < 2 || runs.some(isAllGreen)) return false;
    flaky ??= new Set(flakyTests(await project.store.verdicts.all(snapshot)).map(({ name }) => name));
    return runs.every((run) => {
      const { failing = [] } = failingIn(run);
      return failing.length > 0 && failing.every((name) => flaky?.has(name));
    });
  };
  let [base, alone]: [GateResult | undefined, Evidence['alone']] = [undefined, pending.base === master ? 'same' : undefined];
  for (;;) {
    const attribution = attribute({ runs, base, alone, mends: isMending, isKnownFlaky: await isKnownFlaky() });
    if ('next' in attribution) {
      const missedNow = missedChecks(criteria.checks, runs.at(-1));
      if (attribution.next === 'run-again') runs.push(await runGate(performing, observation, candidate.commit, `${id} on ${queue.branch}${runs.length === 0 ? '' : runs.length === 1 ? ', once more' : ', again: all that failed is known to be flaky'}`, { of: id, checks: criteria.checks }));
      else if (attribution.next === 'run-base') base = await runGate(performing, observation, master, `${queue.branch} itself, to see whose fault it is`, { of: 'master', checks: missedNow, isMaster: true });
      else alone = await runAlone(performing, observation, pending, missedNow);
      continue;
    }
    const { cause, result } = attribution;
    const failing = runs.filter((run) => !isAllGreen(run)).map(failingIn);
    const verdict: Verdict = { ...verdictOf(performing, observation, candidate.commit, candidate.tree, result), purpose: 'candidate', ticket: id, ...causeOfGate(runs, cause), ...failing[0], ...fewerTests(result, observation.masterVerdict) };
    if (cause === 'infrastructure') {
      if (before?.fields.cause !== 'infrastructure') await writer.write(recordVerdict({ ...verdict, cause }, describeResult(result), { again: true }));
      throw new ActionPostponed(`the gate fails on ${queue.branch} itself now, where it passed before: ${base?.words ?? ''} ${id} is not blamed, and is tested again in a minute`);
    }
    const record = recordOfTest(ticket.fields, { pending, plan: criteria, verdict, result });
    for (const [number, { why }] of criteria.notRun) log.write('WARN', `${id}: criterion ${String(number)} is not run: ${why}`);
    const redMaster = observation.masterVerdict;
    if (isMending && !result.green && failing.every((run) => isStrictlyLess(run.failing, redMaster?.failing))) {
      await writer.write(recordVerdict({ ...verdict, cause: 'lessens' }, describeResult(result), { again: true, criteria: record }));
      log.write('INFO', `${id} mends a part: ${String(verdict.failing?.length)} of ${String(redMaster?.failing?.length)} tests still fail, and no other`);
      return;
    }
    if (cause !== 'own' && cause !== 'neighbour') {
      await writer.write(recordVerdict(verdict, cause === 'flaky' ? redBody() : describeResult(result), { again: true, criteria: record }));
      return;
    }
    const report = result.green ? missedReport(ticket.fields.criteria, result, base, queue.branch) : describeResult(result);
    const failure: Failure =
      cause === 'own'
        ? { reason: result.green ? missedCriteria : redGate, report, own: true }
        : { reason: `It passes alone, and not together with what landed on ${queue.branch} since it was begun.`, report: `${report}\n\nOn ${pending.base.slice(0, 10)}, which it was made from, ticket ${id} passes; ${queue.branch} without it passes too.${await withWhom(performing, observation, pending)}`, own: false };
    await writer.write(rejectSubmission(id, pending.commit, failure, { fields: verdict, output: describeResult(result) }, record));
    const what = result.green ? 'misses a criterion' : 'is red';
    log.write('WARN', cause === 'own' ? `${id} ${what} by its own fault: ${queue.branch} is green. The work is kept, and the failure is written into the ticket` : `${id} ${what} together with what landed meanwhile, and by nobody's own fault. No attempt has failed; its agent gets both`);
    return;
  }
}

/** Runs a submission as it was handed in; a green verdict that there is on it is as good. */
async function runAlone(performing: QueuePerforming, observation: Observation, pending: Pending, checks: readonly Check[]): Promise<GateResult> {
  const known = checks.length > 0 ? undefined : await knownVerdict(performing, observation.snapshot, pending.tree);
  if (known?.fields.result === 'green') return asRun(known.fields);
  return runGate(performing, observation, pending.commit, `${pending.ticket} as it was handed in, on ${pending.base.slice(0, 10)}`, { of: pending.ticket, checks });
}

/** What the gate alone was put down to. */
function causeOfGate(runs: readonly GateResult[], cause: string): Pick<Verdict, 'cause'> {
  const isGreen = runs.at(-1)?.green === true;
  if (!isGreen) return { cause: cause === 'neighbour' ? 'neighbour' : 'own' };
  return runs.every(({ green }) => green) ? {} : { cause: 'flaky' };
}

/** Of other trees only what was missed is asked: whether it was met there tells who broke it. */
function missedChecks(checks: readonly Check[], result: GateResult | undefined): readonly Check[] {
  const missed = new Set((result?.checks ?? []).filter(({ passed }) => !passed).map(({ criterion }) => criterion));
  return checks.filter(({ criterion }) => missed.has(criterion));
}
