import { handGround } from '../../engine/hand/handSubmission.js';
import { handCheckout, takeOver as takeOverByHand } from '../../engine/hand/takeOver.js';
import { giveOrder } from '../../engine/orders/writeCommand.js';
import { openProject } from '../../engine/project.js';
import { hold } from '../../plan/controlTransitions.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import { ticketId } from '../ticketId.js';

/** Gives the engineer a checkout of a ticket's work so far, and keeps agents from the ticket meanwhile. */
export async function takeOver(context: CommandContext, typed: string): Promise<ExitCode> {
  const ticket = ticketId(typed);
  const project = await openProject(context.ports, context.folder);
  try {
    const { snapshot, queue } = await handGround(project);
    const fields = snapshot.tickets.get(ticket)?.fields;
    // A run at work is told of below, and stays as it is: nothing here could wait for its end without an engine.
    if (fields !== undefined && fields.run === undefined && fields.hold === undefined) await giveOrder(project, (order) => hold(ticket, order, false), 'taken over by hand');
    const { path } = (await handCheckout(project, queue, snapshot, ticket)) ?? (await takeOverByHand(project, queue, snapshot, ticket));
    answer(context, { ticket, folder: path }, `Ticket ${ticket} is yours, in ${path}: agents leave it alone. To hand in what you make there: sanctum submit ${ticket}. To let an agent go on from it: sanctum hand-back ${ticket}`);
    return exitCodes.done;
  } finally {
    await project.close();
  }
}
