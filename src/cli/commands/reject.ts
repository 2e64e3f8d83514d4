import { writeCommand } from '../../engine/orders/writeCommand.js';
import { rejectDraft } from '../../engine/planning/draftDecision.js';
import { openProject } from '../../engine/project.js';
import { rejectedRef } from '../../plan/paths.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';

/** Takes the draft of the spec away. */
export async function reject(context: CommandContext, why: string | undefined): Promise<ExitCode> {
  const project = await openProject(context.ports, context.folder);
  try {
    const draft = await rejectDraft(project, (transition) => writeCommand(project, transition), why);
    answer(context, { draft, kept: rejectedRef(draft) }, `The draft is rejected; the spec is as it was. It is kept: git show ${rejectedRef(draft)}^`);
    return exitCodes.done;
  } finally {
    await project.close();
  }
}
