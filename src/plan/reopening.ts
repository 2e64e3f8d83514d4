import type { Order } from './controlTransitions.js';
import { eject, note, release } from './controlTransitions.js';
import type { Snapshot } from './snapshot.js';
import type { Refusal, Transition } from './transition.js';
import { retry } from './transitions.js';

type OrderedTransition = (order: Order) => Transition;

/**
 * The orders by which a ticket is worked on again with the engineer's words, one after the other. Cut short after any of them, the ticket is
 * held or waits as it was, and its work is kept.
 */
export function reopening({ tickets, pending }: Pick<Snapshot, 'tickets' | 'pending'>, id: string, words: string): readonly OrderedTransition[] | Refusal {
  const ticket = tickets.get(id);
  if (ticket === undefined) return { refused: `There is no ticket ${id}.` };
  const said: OrderedTransition = (order) => note(id, words, order);
  const freed: readonly OrderedTransition[] = ticket.fields.hold === undefined ? [] : [() => release(id)];
  switch (ticket.state) {
    case 'in-progress':
      // Out of the queue first: what is landing already is refused before anything is written.
      return pending.has(id) ? [(order) => eject(id, order), said, () => release(id)] : [said, ...freed];
    case 'stuck':
      return [said, () => retry(id)];
    case 'open':
      return [said, ...freed];
    case 'done':
      return { refused: `Ticket ${id} has landed. To take its landing back: sanctum revert ${id}. For more of it, add a ticket.` };
    case 'cancelled':
      return { refused: `Ticket ${id} is cancelled. For something new, add a ticket.` };
  }
}
