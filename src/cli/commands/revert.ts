import { orderRevert, orderRevertByAgent } from '../../engine/hand/orderRevert.js';
import { openProject } from '../../engine/project.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import { ticketId } from '../ticketId.js';

/** Takes a landing back, by a ticket of its own that goes through the gate like any other. */
export async function revert(context: CommandContext, typed: string, why: string | undefined, byAgent: boolean): Promise<ExitCode> {
  const of = ticketId(typed);
  const project = await openProject(context.ports, context.folder);
  try {
    if (byAgent) {
      const { step, commit } = await orderRevertByAgent(project, of, why);
      answer(context, { ticket: step.ticket, of, commit }, `Ticket ${step.ticket ?? ''} is open: an agent is to take the landing of ticket ${of} back.`);
      return exitCodes.done;
    }
    const { ticket, run, snapshot, written } = await orderRevert(project, of, why);
    answer(
      context,
      { ticket, of, run, snapshot, commit: written.commit },
      `Ticket ${ticket} takes the landing of ticket ${of} back. It is in the queue: the engine tests it, and lands it when it is green. To read it: git show ${snapshot.slice(0, 10)}`,
    );
    return exitCodes.done;
  } finally {
    await project.close();
  }
}
