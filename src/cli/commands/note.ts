import { note as noteTransition } from '../../plan/controlTransitions.js';
import type { CommandContext } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { giveOrder } from '../giveOrder.js';
import { ticketId } from '../ticketId.js';
import { typedText } from '../../engine/orders/typedText.js';

/** A word of the engineer's to whoever works on a ticket. */
export async function note(context: CommandContext, typed: string, text: string): Promise<ExitCode> {
  const ticket = ticketId(typed);
  const said = typedText('The note', text);
  return giveOrder(context, {
    transition: (order) => noteTransition(ticket, said, order),
    value: { ticket },
    words: `Noted: an agent at work on ticket ${ticket} reads it with its next tool call, and every later one when it begins.`,
  });
}
