import { eject as ejectTransition } from '../../plan/controlTransitions.js';
import type { CommandContext } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { giveOrder } from '../giveOrder.js';
import { ticketId } from '../ticketId.js';

/** Takes a submission out of the queue. */
export async function eject(context: CommandContext, typed: string, why: string | undefined): Promise<ExitCode> {
  const ticket = ticketId(typed);
  return giveOrder(context, {
    transition: (order) => ejectTransition(ticket, order),
    why,
    value: { ticket },
    words: `Ticket ${ticket} is out of the queue, open and held; its next attempt begins from the work so far, after: sanctum resume ${ticket}`,
  });
}
