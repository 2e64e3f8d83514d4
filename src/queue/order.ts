import type { Pending } from '../plan/schemas.js';
import type { Snapshot } from '../plan/snapshot.js';

/** The submissions that may be tested and landed, first come first. What the engineer holds lets the others pass. */
export function queueOrder(snapshot: Snapshot): readonly Pending[] {
  const waiting = [...snapshot.pending.values()].filter(({ ticket }) => snapshot.tickets.get(ticket)?.fields.hold === undefined);
  return waiting.sort((a, b) => a.submitted.localeCompare(b.submitted) || a.ticket.localeCompare(b.ticket));
}

/** Whether a submission may land as far as reviews go: it was seen and approved, or the configuration names no reviewer. */
export function isReviewed(snapshot: Snapshot, pending: Pending): boolean {
  if ((snapshot.config?.roles.merging.length ?? 0) === 0) return true;
  const review = snapshot.reviews.get(pending.ticket);
  return review?.commit === pending.commit && review.verdict === 'approve';
}
