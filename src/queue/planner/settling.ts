import type { Finding, QueueLook } from './queuePlan.js';

/**
 * Tickets that are red alone, on this master or, where nothing is known of it here, on the last one on which that was tested. A red stack of several
 * settles nobody, and neither does one ticket on top of others.
 */
export function settledTickets({ entries, known, earlier = [] }: QueueLook): readonly string[] {
  const before = new Map<string, Finding>();
  for (const { stack, finding } of earlier) {
    const [ticket, ...others] = stack;
    if (ticket !== undefined && others.length === 0 && finding !== undefined) before.set(ticket, finding);
  }
  return entries.map(({ ticket }) => ticket).filter((ticket) => (known.get(ticket) ?? before.get(ticket) ?? 'green') !== 'green');
}
