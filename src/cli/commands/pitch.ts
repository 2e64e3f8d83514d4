import { writeCommand } from '../../engine/orders/writeCommand.js';
import { pitchOrder } from '../../engine/planning/orderPitch.js';
import { openProject } from '../../engine/project.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';

/** Has the architect pitch sprints; the engine sets it to work. */
export async function pitch(context: CommandContext): Promise<ExitCode> {
  const project = await openProject(context.ports, context.folder);
  try {
    const { commit } = await writeCommand(project, await pitchOrder(project));
    answer(context, { work: 'pitch', commit }, 'The architect is to pitch; the engine sets it to work: sanctum run. What it pitches is listed by: sanctum proposals');
    return exitCodes.done;
  } finally {
    await project.close();
  }
}
