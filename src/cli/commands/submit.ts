import { keepHandWork } from '../../engine/hand/handSubmission.js';
import { openProject } from '../../engine/project.js';
import { wipRef } from '../../plan/paths.js';
import { handIn } from '../../plan/handTransitions.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import { ticketId } from '../ticketId.js';
import { typedText } from '../../engine/orders/typedText.js';
import { engineerName, writeCommand } from '../../engine/orders/writeCommand.js';

export interface SubmitOptions {
  /** A branch, any commit, or a folder; the ticket's latest worktree without it. */
  readonly from?: string;
  readonly message?: string;
}

/** Hands in what the engineer made for a ticket, to be tested and landed like an agent's work. */
export async function submit(context: CommandContext, typed: string, { from, message }: SubmitOptions): Promise<ExitCode> {
  const ticket = ticketId(typed);
  const summary = message === undefined ? 'Done by hand.' : typedText('The message', message);
  const project = await openProject(context.ports, context.folder);
  try {
    const { attempt, work } = await keepHandWork(project, { ticket, from, folder: context.folder, summary, by: engineerName(project) });
    const written = await writeCommand(project, handIn(ticket, attempt, work));
    answer(
      context,
      { ticket, attempt, run: work.run, snapshot: work.commit, ref: wipRef(work.run, attempt), commit: written.commit },
      `Ticket ${ticket} is in the queue with your work, ${work.commit.slice(0, 10)}: the engine tests it, and lands it when it is green. To take it out again: sanctum eject ${ticket}`,
    );
    return exitCodes.done;
  } finally {
    await project.close();
  }
}
