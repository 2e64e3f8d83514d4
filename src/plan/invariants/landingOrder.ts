import { verdictSchema } from '../schemas.js';
import type { AuditFacts } from './facts.js';
import type { Landing } from './landings.js';
import { isMending } from './mendingLanding.js';
import type { PlanRecord } from './planRecord.js';
import type { Violation } from './violation.js';

/** Commits and trees that a verdict was written for, and after which plan commit: a green one, or any. */
function firstVerdicts(record: PlanRecord, isGreen: boolean): ReadonlyMap<string, number> {
  const greens = new Map<string, number>();
  record.steps.forEach((step, index) => {
    for (const { path, after } of step.changes) {
      if (!path.startsWith('verdicts/') || after === undefined) continue;
      const verdict = record.documentAt(verdictSchema, path, index);
      if (verdict === undefined || !('fields' in verdict) || (isGreen && verdict.fields.result !== 'green')) continue;
      for (const id of [verdict.fields.commit, verdict.fields.tree]) if (!greens.has(id)) greens.set(id, index);
    }
  });
  return greens;
}

/** Whether master was given a tip that stands on top of this landing, or is it. */
function leadsToTip({ index, landed }: Landing, landings: readonly Landing[]): boolean {
  if (landed?.tip === undefined) return true;
  const together = landings.filter((one) => one.index === index);
  return together.at(-1)?.landed?.commit === landed.tip.commit && together.every((one, at) => at === 0 || one.landed?.base === together[at - 1]?.landed?.commit);
}

/**
 * Invariant 5: landings are fast-forwards, each on the one before it or on a tip of somebody else's that was tested before anything landed on it: green,
 * or, for what is to mend it, at all; what landed in one step lies between its base and its tip; nothing lands twice.
 */
export function landingOrder(record: PlanRecord, facts: AuditFacts, landings: readonly Landing[]): readonly Violation[] {
  const violations: Violation[] = [];
  const [greens, tested] = [firstVerdicts(record, true), firstVerdicts(record, false)];
  let previous: string | undefined;
  const tickets = new Set<string>();
  for (const landing of landings) {
    const { landed, ticket, commit, path, decided } = landing;
    if (landed === undefined) continue;
    const broken = (words: string, remedy: string) => violations.push({ invariant: 5, commit, path, words: `The landing of ${ticket} ${words}`, remedy });
    const there = facts.commits.get(landed.commit);
    if (there !== undefined && there.parents[0] !== landed.base) {
      broken(`was no fast-forward: ${landed.commit} stands on ${there.parents[0] ?? 'nothing'}, and not on ${landed.base}.`, `Look at it with git log ${landed.commit}, and report this.`);
    }
    if (tickets.has(ticket)) broken('is its second one.', `Look at both with git log --grep 'land.*${ticket}' sanctum/plan, and report this.`);
    tickets.add(ticket);
    if (!leadsToTip(landing, landings)) broken(`does not lie below ${landed.tip?.commit ?? ''}, with which it landed.`, `Look at it with git log ${landed.tip?.commit ?? ''}, and report this.`);
    if (landed.base !== previous) {
      const tree = facts.commits.get(landed.base)?.tree ?? '';
      const known = isMending(record, landing) ? tested : greens;
      const green = Math.min(known.get(landed.base) ?? Infinity, known.get(tree) ?? Infinity);
      if (green >= decided) {
        broken(`stands on ${landed.base}, which somebody else made and which was not tested green before.`, `Test ${facts.branch} now (sanctum run does, at its start), and report this.`);
      }
    }
    previous = landed.commit;
  }
  return violations;
}
