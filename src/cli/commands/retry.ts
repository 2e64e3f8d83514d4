import { retry as retryTransition } from '../../plan/transitions.js';
import { retryWork } from '../../plan/workTransitions.js';
import type { CommandContext } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { giveOrder } from '../giveOrder.js';
import { ticketId } from '../ticketId.js';

/** Tries a ticket again that is stuck or held, or a piece of work by its name, such as `areas`. */
export async function retry(context: CommandContext, typed: string): Promise<ExitCode> {
  if (!/^\d+$/.test(typed)) {
    return giveOrder(context, { transition: () => retryWork(typed), value: { work: typed }, words: `${typed} is to be done again; it begins from the work so far.` });
  }
  const ticket = ticketId(typed);
  return giveOrder(context, {
    transition: () => retryTransition(ticket),
    value: { ticket },
    words: `Ticket ${ticket} is open again; its next attempt begins from the work so far.`,
  });
}
