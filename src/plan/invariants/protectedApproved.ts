import { byHand } from '../handTransitions.js';
import { protectedPath } from '../paths.js';
import type { ProtectedApproval } from '../planningSchemas.js';
import { protectedSchema } from '../planningSchemas.js';
import type { AuditFacts } from './facts.js';
import type { Landing } from './landings.js';
import { submissionOf } from './landings.js';
import type { PlanRecord } from './planRecord.js';
import type { Violation } from './violation.js';

/** What the engineer approved of a ticket's latest attempt that has an approval, before the landing was decided. */
function approvedBefore(record: PlanRecord, { ticket, decided }: Landing, attempt: number): ProtectedApproval['changes'] {
  for (let at = attempt; at > 0; at -= 1) {
    const approval = record.documentAt(protectedSchema, protectedPath(ticket, at), decided - 1);
    if (approval !== undefined) return 'fields' in approval ? approval.fields.changes : [];
  }
  return [];
}

/** Invariant 13: each protected change that landed was approved by the engineer before, with these very blobs. Work of the engineer's own needs no approval. */
export function protectedApproved(record: PlanRecord, facts: AuditFacts, landings: readonly Landing[]): readonly Violation[] {
  return landings.flatMap((landing) => {
    const { commit, path, ticket, landed } = landing;
    const changes = facts.landedProtected.get(landed?.commit ?? '') ?? [];
    const submission = submissionOf(record, landing);
    if (changes.length === 0 || submission?.model === byHand) return [];
    const approved = approvedBefore(record, landing, submission?.attempt ?? 0);
    const missing = changes.filter((change) => !approved.some((one) => one.path === change.path && one.before === change.before && one.after === change.after));
    return missing.map((change): Violation => {
      const remedy = `See it with git show ${landed?.commit ?? ''} -- ${change.path}; to take the landing back: sanctum revert ${ticket}. Report this.`;
      return { invariant: 13, commit, path, words: `The landing of ${ticket} ${change.words}, and nobody had approved that.`, remedy };
    });
  });
}
