import { ticketsFirst } from '../plan/conflictOrder.js';
import { workName } from '../plan/paths.js';
import { mayGoOn } from '../plan/questionTransitions.js';
import { byHand } from '../plan/handTransitions.js';
import type { ProtectedChange } from '../plan/planningSchemas.js';
import type { Pending } from '../plan/schemas.js';
import type { Snapshot } from '../plan/snapshot.js';
import { allowsDrop } from './testDrop.js';

/** Whether a submission's review rests until somebody does something about it. */
function isReviewResting(snapshot: Snapshot, pending: Pending): boolean {
  if (isApproved(snapshot, pending)) return false;
  const { ticket } = pending;
  const review = snapshot.work.get(workName('review', ticket))?.fields;
  return review?.stuck !== undefined || (review?.run === undefined && !mayGoOn(snapshot, review?.parked));
}

/**
 * The submissions that may be tested and landed: those that the engineer wants first, those that a manager put first where they did not merge, then first come first. What the engineer holds, and what waits
 * in its review or for the engineer, lets the others pass. `unseen` are the tickets of the latter.
 */
export function queueOrder(snapshot: Snapshot, unseen: ReadonlySet<string> = new Set()): readonly Pending[] {
  const waiting = [...snapshot.pending.values()].filter(({ ticket }) => snapshot.tickets.get(ticket)?.fields.hold === undefined);
  const resting = new Set(waiting.filter((pending) => unseen.has(pending.ticket) || isReviewResting(snapshot, pending)));
  const ahead = [...(snapshot.control.ahead?.tickets ?? []), ...ticketsFirst(snapshot)];
  const place = ({ ticket }: Pending): number => (ahead.includes(ticket) ? ahead.indexOf(ticket) : ahead.length);
  return waiting.sort((a, b) => Number(resting.has(a)) - Number(resting.has(b)) || place(a) - place(b) || a.submitted.localeCompare(b.submitted) || a.ticket.localeCompare(b.ticket));
}

/** Whether exactly this submission was seen and approved. */
export function isApproved({ reviews }: Pick<Snapshot, 'reviews'>, { ticket, commit }: Pending): boolean {
  const review = reviews.get(ticket);
  return review?.commit === commit && review.verdict === 'approve';
}

/** Whether a submission may land as far as merging agents go: it was seen and approved, or the configuration has none review. */
export function isReviewed(snapshot: Snapshot, pending: Pending): boolean {
  const { config } = snapshot;
  return (config?.roles.merging.length ?? 0) === 0 || config?.review === 'engineer' || isApproved(snapshot, pending);
}

/** Where the engineer reviews submissions, the whole of one, as a change that waits for them. It holds for what was handed in, whatever it lies on. */
export function engineersReview({ config }: Pick<Snapshot, 'config'>, { commit }: Pick<Pending, 'commit'>): readonly ProtectedChange[] {
  if (config?.review !== 'engineer' && config?.review !== 'both') return [];
  return [{ path: 'submission', words: 'is to be reviewed by you', before: '0'.repeat(commit.length), after: commit }];
}

/** Of the protected changes of a submission those that the engineer has not approved. Work of the engineer's own has none. */
export function unapprovedChanges({ approvedChanges }: Pick<Snapshot, 'approvedChanges'>, { ticket, model }: Pending, changes: readonly ProtectedChange[]): readonly ProtectedChange[] {
  if (model === byHand) return [];
  const approved = approvedChanges.get(ticket)?.changes ?? [];
  return changes.filter((change) => !allowsDrop(approved, change) && !approved.some(({ path, words, before, after }) => path === change.path && words === change.words && before === change.before && after === change.after));
}

/** Whether a submission may land once its gate is green: it was seen where that is asked for, and nothing of it waits for the engineer. */
export function mayLand(snapshot: Snapshot, pending: Pending, unapproved: readonly ProtectedChange[]): boolean {
  return unapproved.length === 0 && isReviewed(snapshot, pending);
}

/** What a submission waits for the engineer with, in a clause: `it changes package.json (the gate) and 2 more`. */
export function unapprovedWords([first, ...more]: readonly ProtectedChange[]): string {
  if (first === undefined) return 'nothing';
  return `it ${first.words}${more.length === 0 ? '' : ` and ${String(more.length)} more`}`;
}
