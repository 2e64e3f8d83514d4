import { recordVerdict } from '../../plan/transitions.js';
import type { CriteriaWriting } from '../../plan/criteriaRecord.js';
import type { Verdict } from '../../plan/schemas.js';
import type { CriteriaPlan } from '../../queue/criteriaPlan.js';
import { describeResult, gateFingerprint, isAllGreen } from '../../queue/gate.js';
import type { Part } from '../../queue/stacks.js';
import { keepStack } from '../../queue/stacks.js';
import { fewerTests } from '../../queue/testDrop.js';
import { criteriaPlanOf } from '../criteria.js';
import { recordOfTest } from '../criteriaResults.js';
import type { Action } from '../deciding/action.js';
import type { Observation } from '../deciding/observe.js';
import type { QueuePerforming } from '../performing.js';
import { ActionPostponed, configOf, ticketOf } from '../performing.js';
import { failingOf, runGate, verdictOf } from '../testing.js';
import { wantOf } from './observeQueue.js';
import { stackChecks } from './stackChecks.js';

/** The submissions of these tickets as they are in the queue, or undefined when one is not there any more. */
export function partsOf({ snapshot }: Pick<Observation, 'snapshot'>, stack: readonly string[]): readonly Part[] | undefined {
  const parts = stack.flatMap((id): readonly Part[] => {
    const pending = snapshot.pending.get(id);
    return pending === undefined ? [] : [{ ticket: ticketOf(snapshot, id), pending }];
  });
  return parts.length === stack.length ? parts : undefined;
}

/** `0003 on top of 0001, 0002`, or `0001 on master`. */
export function stackWords(stack: readonly string[], branch: string): string {
  const below = stack.slice(0, -1);
  return `${stack.at(-1) ?? ''} on ${below.length === 0 ? branch : `top of ${below.join(', ')}`}`;
}

/**
 * Builds a stack on master and tests its topmost tree once, with the criteria of all its tickets. A red one is written down and put down to
 * nobody: whose fault it is, is looked for when the submission is alone on master. What does not merge is remembered.
 */
export async function testStack(performing: QueuePerforming, observation: Observation, { stack, base }: Action & { readonly kind: 'test' }): Promise<void> {
  const { queue, writer, log, project } = performing;
  const { snapshot } = observation;
  const parts = partsOf(observation, stack);
  if (parts === undefined) return;
  const { candidates, failed } = await queue.stacks.build(queue, base, parts);
  const top = candidates.at(-1);
  if (failed !== undefined) {
    if ('conflicts' in failed && candidates.length > 0) log.write('INFO', `${parts[candidates.length]?.ticket.fields.id ?? ''} does not merge with ${stack.slice(0, candidates.length).join(', ')}: ${failed.conflicts.join(', ')}; it waits until they have landed`);
    return;
  }
  if (top === undefined) return;
  for (const [at, { unsigned }] of candidates.entries()) if (unsigned !== undefined) log.write('WARN', `${stack[at] ?? ''} could not be signed (${unsigned}); it will land without a signature`);
  await keepStack(queue, stack, candidates);
  const plans: CriteriaPlan[] = [];
  for (const id of stack) plans.push(await criteriaPlanOf(project, snapshot, id, base));
  const isTested = snapshot.verdicts.has(`${top.tree}-${gateFingerprint(configOf(snapshot), snapshot.tools)}`);
  if (isTested && wantOf(snapshot, new Map(stack.map((id, at) => [id, plans[at] as CriteriaPlan])), stack, top.tree) === undefined) return;
  const asked = stackChecks(plans);
  const words = stackWords(stack, queue.branch);
  const options = { of: stack.at(-1) ?? '', checks: asked.checks };
  const first = await runGate(performing, observation, top.commit, words, options);
  // This very tree was green before, or it would be known as red: its criteria alone were still to be run.
  const result = isTested && !first.green ? await runGate(performing, observation, top.commit, `${words}, once more`, options) : first;
  if (isTested && !result.green) throw new ActionPostponed(`the gate fails on ${words} now, where it passed before: ${result.words} Nobody is blamed, and it is tested again in a minute`);
  const of = stack.length === 1 ? { ticket: stack[0] } : { stack: [...stack] };
  const cause = result.green ? {} : { cause: 'unattributed' as const };
  const verdict: Verdict = { ...verdictOf(performing, observation, top.commit, top.tree, result), purpose: 'candidate', ...of, ...cause, ...failingOf(result), ...fewerTests(result, observation.masterVerdict) };
  if (verdict['tests-before'] !== undefined) log.write('WARN', `${stackWords(stack, queue.branch)} runs ${String(verdict.tests)} tests, where ${queue.branch} runs ${String(verdict['tests-before'])}`);
  const records: readonly CriteriaWriting[] = !result.green
    ? []
    : parts.flatMap(({ ticket, pending }, at) => {
        const plan = plans[at];
        if (plan === undefined) return [];
        for (const [number, { why }] of plan.notRun) log.write('WARN', `${ticket.fields.id}: criterion ${String(number)} is not run: ${why}`);
        return recordOfTest(ticket.fields, { pending, plan, verdict, result: asked.resultOf(result, at) });
      });
  if (!isAllGreen(result) && stack.length > 1) log.write('INFO', `${stack.join(', ')} are not green together; which of them it is, is looked for`);
  await writer.write(recordVerdict(verdict, describeResult(result), { again: !result.green, criteria: (now) => records.flatMap((record) => record(now)) }));
}
