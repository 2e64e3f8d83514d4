import { openProject } from '../../engine/project.js';
import { isOpen, questionsOf } from '../../engine/status/questionStatus.js';
import { questionLines } from '../../engine/status/questionText.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import { questionId } from '../questionId.js';
import { UsageError } from '../usageError.js';

/** Lists what agents ask: the open questions, with `all` the answered ones too, or one by its id. */
export async function questions(context: CommandContext, typed: string | undefined, all: boolean): Promise<ExitCode> {
  const only = typed === undefined ? undefined : questionId(typed);
  const project = await openProject(context.ports, context.folder);
  try {
    const known = questionsOf(await project.store.read());
    const shown = only === undefined ? known.filter((question) => all || isOpen(question)) : known.filter((question) => question.id === only);
    if (only !== undefined && shown.length === 0) throw new UsageError(`There is no question ${only}. They are listed by: sanctum questions --all`);
    const none = known.length === 0 ? 'Nobody has asked anything.' : 'No question is open. The answered ones: sanctum questions --all';
    const now = context.ports.clock.now();
    answer(context, shown, shown.length === 0 ? none : shown.map((question) => questionLines(question, now).join('\n')).join('\n\n'));
    return exitCodes.done;
  } finally {
    await project.close();
  }
}
