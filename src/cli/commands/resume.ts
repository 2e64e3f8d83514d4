import { release, resume as resumeTransition } from '../../plan/controlTransitions.js';
import type { CommandContext } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { giveOrder } from '../giveOrder.js';
import { ticketId } from '../ticketId.js';

/** Ends the pause, or lets one ticket go on that is held. */
export async function resume(context: CommandContext, typed: string | undefined): Promise<ExitCode> {
  if (typed === undefined) {
    return giveOrder(context, { transition: resumeTransition, value: {}, words: 'The pause is over; the engine goes on with what is to be done.' });
  }
  const ticket = ticketId(typed);
  return giveOrder(context, { transition: () => release(ticket), value: { ticket }, words: `Ticket ${ticket} is held no longer; it goes on when its turn comes.` });
}
