import type { QueueLook } from './queuePlan.js';

/**
 * Tickets that are red alone, on this master or on the one on which the test was begun. A red stack of several settles nobody, and neither does
 * one ticket on top of others.
 */
export function settledTickets({ entries, known, earlier = [] }: QueueLook): readonly string[] {
  const alone = new Set(earlier.filter(({ stack, finding }) => stack.length === 1 && finding !== undefined && finding !== 'green').flatMap(({ stack }) => stack));
  return entries.map(({ ticket }) => ticket).filter((ticket) => alone.has(ticket) || (known.get(ticket) ?? 'green') !== 'green');
}
