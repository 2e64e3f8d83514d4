import { verdictPath } from '../paths.js';
import type { Verdict } from '../schemas.js';
import { verdictSchema } from '../schemas.js';
import type { AuditFacts } from './facts.js';
import type { Landing } from './landings.js';
import { tipOf } from './landings.js';
import { isMending } from './mendingLanding.js';
import type { PlanRecord } from './planRecord.js';
import type { Violation } from './violation.js';

function verdictOn(record: PlanRecord, tree: string, fingerprint: string, index: number): Verdict | undefined {
  const verdict = record.documentAt(verdictSchema, verdictPath(tree, fingerprint), index);
  return verdict !== undefined && 'fields' in verdict ? verdict.fields : undefined;
}

/** What is wrong with a landing on a tip that was red, in words that follow on its ticket; undefined for nothing. */
function faultOn(record: PlanRecord, landing: Landing, below: Verdict, fingerprint: string): string | undefined {
  if (!isMending(record, landing)) return 'landed on a red master, and was not to mend it';
  if (landing.landed === undefined) return undefined;
  const above = verdictOn(record, tipOf(landing.landed).tree, fingerprint, landing.decided - 1);
  if (above?.cause !== 'lessens') return undefined;
  const before = new Set(below.failing ?? []);
  const added = (above.failing ?? []).find((name) => !before.has(name));
  if (below.failing === undefined || above.failing === undefined) return 'landed red, and which tests failed is not known on both sides';
  if (added !== undefined) return `landed red, and "${added}" fails, which did not fail before`;
  return above.failing.length < before.size ? undefined : 'landed red, and no test less fails';
}

/** Invariant 7: from a red tip of master to a green one only what mends it lands, and what lands red fails in fewer of the same tests. */
export function redBase(record: PlanRecord, facts: AuditFacts, landings: readonly Landing[]): readonly Violation[] {
  const lowest = new Map<number, Landing>();
  for (const landing of landings) if (!lowest.has(landing.index)) lowest.set(landing.index, landing);
  return landings.flatMap((landing): readonly Violation[] => {
    const { landed, commit, path, ticket, index, decided } = landing;
    const fingerprint = /-([0-9a-f]+)$/.exec(landed?.verdict ?? '')?.[1] ?? '';
    const tree = facts.commits.get(lowest.get(index)?.landed?.base ?? '')?.tree ?? '';
    const below = verdictOn(record, tree, fingerprint, decided - 1);
    const words = below?.result === 'red' ? faultOn(record, landing, below, fingerprint) : undefined;
    if (words === undefined) return [];
    return [{ invariant: 7, commit, path, words: `Ticket ${ticket} ${words}.`, remedy: `Test ${facts.branch} now (sanctum run does, at its start), and report this.` }];
  });
}
