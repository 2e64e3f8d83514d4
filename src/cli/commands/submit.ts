import type { HandRequest } from '../../engine/hand/handSubmission.js';
import { handGround, keepHandWork } from '../../engine/hand/handSubmission.js';
import { handCheckout } from '../../engine/hand/takeOver.js';
import type { Project } from '../../engine/project.js';
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
  /** A branch, any commit, or a folder; without it the checkout in which the ticket was taken over, else its latest worktree. */
  readonly from?: string;
  readonly message?: string;
}

/** What the engineer means to hand in. Throws UsageError, HandError. */
export async function handRequest(context: CommandContext, project: Project, typed: string, { from, message }: SubmitOptions): Promise<HandRequest> {
  const ticket = ticketId(typed);
  const summary = message === undefined ? 'Done by hand.' : typedText('The message', message);
  const { snapshot, queue } = await handGround(project);
  const source = from ?? (await handCheckout(project, queue, snapshot, ticket))?.path;
  return { ticket, from: source, folder: context.folder, summary, by: engineerName(project) };
}

/** Hands in what the engineer made for a ticket, to be tested and landed like an agent's work. */
export async function submit(context: CommandContext, typed: string, options: SubmitOptions): Promise<ExitCode> {
  const project = await openProject(context.ports, context.folder);
  try {
    const request = await handRequest(context, project, typed, options);
    const { ticket } = request;
    const { attempt, work } = await keepHandWork(project, request);
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
