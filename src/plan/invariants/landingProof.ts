import { verdictPath } from '../paths.js';
import type { Verdict } from '../schemas.js';
import { verdictSchema } from '../schemas.js';
import type { AuditFacts } from './facts.js';
import { failedCriterion } from './failedCriteria.js';
import type { Landing } from './landings.js';
import { tipOf } from './landings.js';
import { isMending } from './mendingLanding.js';
import type { PlanRecord } from './planRecord.js';
import type { Violation } from './violation.js';

function verdictFault(verdict: Verdict, tree: string, fingerprint: string, mends: boolean): string | undefined {
  if (verdict.tree !== tree) return `the verdict is on another tree, ${verdict.tree}`;
  if (verdict.fingerprint !== fingerprint) return `the verdict is of another gate, ${verdict.fingerprint}`;
  // Of a red master a part may be mended, by a ticket for that alone.
  if (verdict.cause === 'lessens' && verdict.failing !== undefined && mends) return undefined;
  if (verdict.result !== 'green') return `the verdict is ${verdict.result}`;
  if (verdict['exit-code'] !== 0 && verdict.quarantined === undefined) return `the gate ended with exit code ${String(verdict['exit-code'])}`;
  return verdict.tests === 0 ? 'no test was run' : undefined;
}

function proofFault(record: PlanRecord, facts: AuditFacts, landing: Landing): string | undefined {
  const { landed, decided, index } = landing;
  if (landed === undefined) return 'it does not say what was landed';
  const there = facts.commits.get(landed.commit);
  if (there === undefined) return `the repository does not have ${landed.commit}`;
  if (there.tree !== landed.tree) return `its commit holds the tree ${there.tree}, and not ${landed.tree}, which was to be landed`;
  const tip = tipOf(landed);
  if (landed.tip !== undefined && facts.commits.get(tip.commit)?.tree !== tip.tree) return `the tip that it landed with, ${tip.commit}, does not hold the tree ${tip.tree}`;
  const [, tree, fingerprint] = /^([0-9a-f]+)-([0-9a-f]+)$/.exec(landed.verdict) ?? [];
  if (tree === undefined || fingerprint === undefined) return `"${landed.verdict}" is not the name of a verdict`;
  const path = verdictPath(tree, fingerprint);
  // What came first is told by the order of commits: clocks jump, and differ between machines.
  const verdict = record.documentAt(verdictSchema, path, decided - 1);
  if (verdict === undefined) {
    return record.documentAt(verdictSchema, path, index) === undefined ? 'there is no such verdict' : 'the verdict was written only after the landing was decided';
  }
  if ('words' in verdict) return `the verdict cannot be read: ${verdict.words}`;
  const fault = verdictFault(verdict.fields, tip.tree, fingerprint, isMending(record, landing));
  if (fault !== undefined) return fault;
  const missed = failedCriterion(record, landing);
  return missed === undefined ? undefined : `on this very tree a criterion of the ticket had failed: ${missed}`;
}

/** Invariant 4: each tip that Sanctum gave master is a tree with a green verdict that was written down before. */
export function landingProof(record: PlanRecord, facts: AuditFacts, landings: readonly Landing[]): readonly Violation[] {
  return landings.flatMap((landing) => {
    const words = proofFault(record, facts, landing);
    if (words === undefined) return [];
    const remedy = `Test ${facts.branch} now (sanctum run does, at its start), and report this.`;
    return [{ invariant: 4, commit: landing.commit, path: landing.path, words: `The landing of ${landing.ticket} is not proved: ${words}.`, remedy }];
  });
}

function fingerprintFault({ landed }: Landing): string | undefined {
  if (landed === undefined || landed.recovered === true || landed.how === 'ref') return undefined;
  if (landed.before === undefined || landed.after === undefined) return 'the fingerprints of the checkout were not written down';
  return landed.before === landed.after ? undefined : `the fingerprint of the engineer's files was ${landed.before} before and ${landed.after} after`;
}

/**
 * Invariant 9: the engineer's files are the same before and after each landing. A landing that a successor finished says nothing: the
 * engineer may have worked in between.
 */
export function filesUntouched(landings: readonly Landing[]): readonly Violation[] {
  return landings.flatMap((landing) => {
    const words = fingerprintFault(landing);
    if (words === undefined) return [];
    const remedy = `If you did not change files in the checkout at ${landing.landed?.at ?? 'that time'} yourself, compare them with what you remember, and report this.`;
    return [{ invariant: 9, commit: landing.commit, path: landing.path, words: `At the landing of ${landing.ticket}, ${words}.`, remedy }];
  });
}
