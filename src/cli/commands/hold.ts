import { hold as holdTransition } from '../../plan/controlTransitions.js';
import type { CommandContext } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { giveOrder } from '../giveOrder.js';
import { ticketId } from '../ticketId.js';

export async function hold(context: CommandContext, typed: string, why: string | undefined): Promise<ExitCode> {
  const ticket = ticketId(typed);
  return giveOrder(context, {
    transition: (order) => holdTransition(ticket, order, false),
    why,
    value: { ticket },
    words: `Ticket ${ticket} is held: a run at work goes on to its end, and it is neither started nor landed until: sanctum resume ${ticket}`,
  });
}
