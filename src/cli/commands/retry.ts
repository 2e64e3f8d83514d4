import { isModel } from '../../agents/provider.js';
import { wake } from '../../plan/controlTransitions.js';
import { retry as retryTransition } from '../../plan/transitions.js';
import { retryWork } from '../../plan/workTransitions.js';
import type { CommandContext } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { giveOrder } from '../giveOrder.js';
import { ticketId } from '../ticketId.js';

/** Tries a ticket again that is stuck or held, a piece of work by its name, such as `areas`, or a provider that rests, such as `codex`. */
export async function retry(context: CommandContext, typed: string): Promise<ExitCode> {
  if (isModel(typed)) {
    return giveOrder(context, { transition: (order) => wake(typed, order), value: { provider: typed }, words: `${typed} is tried again: by one run first, and by all when it serves that one.` });
  }
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
