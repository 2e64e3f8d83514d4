import { readDraft } from '../../engine/planning/draftBranch.js';
import { specDiff } from '../../engine/planning/draftDiff.js';
import { proposalOf } from '../../engine/planning/draftMerge.js';
import { openProject } from '../../engine/project.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';

const conflictWords = 'The spec on the plan was changed since the draft was made, in the same lines; between the marks stand both.';

/** Shows what accepting the draft would change in the spec. */
export async function diff(context: CommandContext): Promise<ExitCode> {
  const project = await openProject(context.ports, context.folder);
  try {
    const snapshot = await project.store.read();
    const draft = await readDraft(project, snapshot);
    if (draft === undefined) {
      answer(context, { diff: '' }, 'There is no draft. Make one: sanctum plan "<what is to change>"');
      return exitCodes.done;
    }
    const { spec, text, conflicting } = await proposalOf(project, snapshot, draft);
    const lines = await specDiff(project, spec, text, 'lines', context.interactive);
    const words = lines === '' ? 'The draft says what the spec says.' : lines;
    answer(context, { spec, draft: draft.text, diff: lines, conflicting }, conflicting ? `${words}\n${conflictWords}` : words);
    return exitCodes.done;
  } finally {
    await project.close();
  }
}
