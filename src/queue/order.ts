import { workName } from '../plan/paths.js';
import { mayGoOn } from '../plan/questionTransitions.js';
import type { Pending } from '../plan/schemas.js';
import type { Snapshot } from '../plan/snapshot.js';

/** Whether a submission's review rests until somebody does something about it. */
function isReviewResting(snapshot: Snapshot, pending: Pending): boolean {
  if (isApproved(snapshot, pending)) return false;
  const { ticket } = pending;
  const review = snapshot.work.get(workName('review', ticket))?.fields;
  return review?.stuck !== undefined || (review?.run === undefined && !mayGoOn(snapshot, review?.parked));
}

/** The submissions that may be tested and landed: those that the engineer wants first, then first come first. What the engineer holds, and what waits in its review, lets the others pass. */
export function queueOrder(snapshot: Snapshot): readonly Pending[] {
  const waiting = [...snapshot.pending.values()].filter(({ ticket }) => snapshot.tickets.get(ticket)?.fields.hold === undefined);
  const resting = new Set(waiting.filter((pending) => isReviewResting(snapshot, pending)));
  const ahead = snapshot.control.ahead?.tickets ?? [];
  const place = ({ ticket }: Pending): number => (ahead.includes(ticket) ? ahead.indexOf(ticket) : ahead.length);
  return waiting.sort((a, b) => Number(resting.has(a)) - Number(resting.has(b)) || place(a) - place(b) || a.submitted.localeCompare(b.submitted) || a.ticket.localeCompare(b.ticket));
}

/** Whether exactly this submission was seen and approved. */
export function isApproved({ reviews }: Pick<Snapshot, 'reviews'>, { ticket, commit }: Pending): boolean {
  const review = reviews.get(ticket);
  return review?.commit === commit && review.verdict === 'approve';
}

/** Whether a submission may land as far as reviews go: it was seen and approved, or the configuration names no reviewer. */
export function isReviewed(snapshot: Snapshot, pending: Pending): boolean {
  return (snapshot.config?.roles.merging.length ?? 0) === 0 || isApproved(snapshot, pending);
}
