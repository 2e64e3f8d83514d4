import { hold } from '../../plan/controlTransitions.js';
import type { CommandContext } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { giveOrder } from '../giveOrder.js';
import { ticketId } from '../ticketId.js';

/** Ends the run of a ticket. */
export async function stop(context: CommandContext, typed: string, why: string | undefined): Promise<ExitCode> {
  const ticket = ticketId(typed);
  return giveOrder(context, {
    transition: (order) => hold(ticket, order, true),
    why,
    value: { ticket },
    words: `The run of ticket ${ticket} is ended by the engine, and what it wrote is kept. The ticket is held until: sanctum resume ${ticket}`,
  });
}
