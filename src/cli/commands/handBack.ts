import { giveBack } from '../../engine/hand/giveBack.js';
import { openProject } from '../../engine/project.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import type { SubmitOptions } from './submit.js';
import { handRequest } from './submit.js';

/** Lets an agent go on with a ticket from what the engineer made for it. */
export async function handBack(context: CommandContext, typed: string, options: SubmitOptions): Promise<ExitCode> {
  const project = await openProject(context.ports, context.folder);
  try {
    const request = await handRequest(context, project, typed, options);
    const { work } = await giveBack(project, request);
    answer(context, { ticket: request.ticket, snapshot: work.commit }, `Ticket ${request.ticket} is the agents' again: the next attempt goes on from your work, ${work.commit.slice(0, 10)}.`);
    return exitCodes.done;
  } finally {
    await project.close();
  }
}
