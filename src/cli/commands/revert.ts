import { openProject } from '../../engine/project.js';
import { keepRevert, revertByAgent } from '../../engine/hand/revertLanding.js';
import { revert as revertTransition } from '../../plan/handTransitions.js';
import { add } from '../../plan/transitions.js';
import { isoSeconds } from '../../platform/clock.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import { ticketId } from '../ticketId.js';
import { typedText } from '../../engine/orders/typedText.js';
import { engineerName, writeCommand } from '../../engine/orders/writeCommand.js';

/** Takes a landing back, by a ticket of its own that goes through the gate like any other. */
export async function revert(context: CommandContext, typed: string, why: string | undefined, byAgent: boolean): Promise<ExitCode> {
  const of = ticketId(typed);
  const reason = why === undefined ? undefined : typedText('The reason', why);
  const project = await openProject(context.ports, context.folder);
  try {
    if (byAgent) {
      const text = await revertByAgent(project, of, reason);
      const { step, commit } = await writeCommand(project, add({ ...text, kind: 'fix', at: isoSeconds(context.ports.clock.now()) }));
      answer(context, { ticket: step.ticket, of, commit }, `Ticket ${step.ticket ?? ''} is open: an agent is to take the landing of ticket ${of} back.`);
      return exitCodes.done;
    }
    const { ticket, work } = await keepRevert(project, of, reason, engineerName(project));
    const { commit } = await writeCommand(project, revertTransition(ticket, work));
    answer(
      context,
      { ticket: ticket.id, of, run: work.run, snapshot: work.commit, commit },
      `Ticket ${ticket.id} takes the landing of ticket ${of} back. It is in the queue: the engine tests it, and lands it when it is green. To read it: git show ${work.commit.slice(0, 10)}`,
    );
    return exitCodes.done;
  } finally {
    await project.close();
  }
}
