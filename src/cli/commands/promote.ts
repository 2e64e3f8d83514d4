import { giveOrder } from '../../engine/orders/writeCommand.js';
import { openProject } from '../../engine/project.js';
import { promote as promoteTransition, promotionWords } from '../../plan/promotion.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import { ticketId } from '../ticketId.js';

/** Sends a ticket one rung up the ladder of models. */
export async function promote(context: CommandContext, typed: string, reason: string | undefined): Promise<ExitCode> {
  const id = ticketId(typed);
  const project = await openProject(context.ports, context.folder);
  try {
    const { commit } = await giveOrder(project, (order) => promoteTransition(id, order), reason);
    const ticket = (await project.store.snapshots.read(commit)).tickets.get(id);
    const latest = ticket?.fields.promotions.at(-1);
    answer(context, { ticket: id, commit, from: latest?.from, to: latest?.to, attempt: latest?.attempt }, ticket === undefined ? '' : (promotionWords(ticket) ?? ''));
    return exitCodes.done;
  } finally {
    await project.close();
  }
}
