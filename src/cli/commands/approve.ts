import { approveDraft } from '../../engine/planning/draftDecision.js';
import { openProject } from '../../engine/project.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import { writeCommand } from '../../engine/orders/writeCommand.js';

/** Accepts the draft as the next version of the spec. */
export async function approve(context: CommandContext): Promise<ExitCode> {
  const project = await openProject(context.ports, context.folder);
  try {
    const { version, commit, finished } = await approveDraft(project, (transition) => writeCommand(project, transition));
    const name = `v${String(version)}`;
    const words = finished ? `The spec ${name} was accepted already; what was left to do is done: it is tagged sanctum/${name}.` : `The spec is ${name} now, tagged sanctum/${name}. The engine goes on from it: sanctum run`;
    answer(context, { version, commit, tag: `sanctum/${name}` }, words);
    return exitCodes.done;
  } finally {
    await project.close();
  }
}
