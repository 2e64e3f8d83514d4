import { openProject } from '../../engine/project.js';
import { retry as retryTransition } from '../../plan/transitions.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import { ticketId } from '../ticketId.js';
import { writeCommand } from '../writeCommand.js';

export async function retry(context: CommandContext, typed: string): Promise<ExitCode> {
  const ticket = ticketId(typed);
  const project = await openProject(context.ports, context.folder);
  try {
    const written = await writeCommand(project, retryTransition(ticket));
    answer(context, { ticket, commit: written.commit }, `Ticket ${ticket} is open again; its next attempt begins from the work so far.`);
    return exitCodes.done;
  } finally {
    await project.close();
  }
}
