import type { Order } from '../../plan/controlTransitions.js';
import { approveProtected, approveSubmission } from '../../plan/controlTransitions.js';
import type { Pending } from '../../plan/schemas.js';
import type { Transition } from '../../plan/transition.js';
import { isReviewed } from '../../queue/order.js';
import type { Observation } from '../deciding/observe.js';
import { OrderError } from './orderError.js';

/** The submission that a ticket has in the queue. Throws OrderError. */
export function submissionOf({ snapshot }: Pick<Observation, 'snapshot'>, ticket: string): Pending {
  const pending = snapshot.pending.get(ticket);
  if (pending === undefined) throw new OrderError(`Ticket ${ticket} has no submission in the queue that could be approved.`);
  return pending;
}

/**
 * What the engineer's approval of a submission writes, one after the other: that its protected changes were seen, and, where a review is asked for and
 * there is none, a review. `commit` is the submission that was looked at. Throws OrderError.
 */
export function approvalOf(observation: Pick<Observation, 'snapshot' | 'queue'>, ticket: string, commit: string): readonly ((order: Order) => Transition)[] {
  const pending = submissionOf(observation, ticket);
  const unapproved = observation.queue.find((view) => view.ticket === ticket)?.unapproved ?? [];
  const seen = (order: Order): Transition => approveProtected(ticket, commit, unapproved, order);
  const reviewed = (order: Order): Transition => approveSubmission(ticket, commit, order);
  const isByBoth = observation.snapshot.config?.review === 'both';
  if (unapproved.length > 0) return isByBoth || isReviewed(observation.snapshot, pending) ? [seen] : [seen, reviewed];
  if (isByBoth) throw new OrderError(`You have approved the submission of ticket ${ticket} already. It lands when the merging agent has as well.`);
  return [reviewed];
}
