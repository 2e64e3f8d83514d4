import { look } from '../../engine/status/look.js';
import { openProject } from '../../engine/project.js';
import { statusLines } from '../../engine/status/statusText.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';

export async function status(context: CommandContext): Promise<ExitCode> {
  const project = await openProject(context.ports, context.folder);
  try {
    const seen = await look(project);
    answer(context, seen, statusLines(seen, context.ports.clock.now()).join('\n'));
    return exitCodes.done;
  } finally {
    await project.close();
  }
}
