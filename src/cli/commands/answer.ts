import { openProject } from '../../engine/project.js';
import { typedText } from '../../engine/orders/typedText.js';
import { writeCommand } from '../../engine/orders/writeCommand.js';
import { builtOnLines } from '../../engine/status/builtOnText.js';
import { builtOn } from '../../plan/builtOn.js';
import { correct } from '../../plan/correctTransition.js';
import { answer as answerTransition } from '../../plan/questionTransitions.js';
import { isoSeconds } from '../../platform/clock.js';
import type { CommandContext } from '../commandContext.js';
import { answer as print } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import { giveOrder } from '../giveOrder.js';
import { questionId } from '../questionId.js';
import { UsageError } from '../usageError.js';

export interface AnswerOptions {
  /** It takes the place of the answer that the question has. */
  readonly correct?: boolean;
  /** It is a decision as well. */
  readonly decide?: boolean;
}

/** Answers a question, once, or for good, or in the place of the answer that it has. */
export async function answer(context: CommandContext, typed: string, text: string, { correct: corrects = false, decide = false }: AnswerOptions): Promise<ExitCode> {
  const question = questionId(typed);
  const said = typedText('The answer', text);
  if (corrects && decide) throw new UsageError('A correction changes the decision that the answer made, and makes none. Give --correct or --decide, not both.');
  if (corrects) return correctAnswer(context, question, said);
  return giveOrder(context, {
    transition: ({ at }) => answerTransition(question, said, at, decide),
    value: { question },
    words: `${question} is answered${decide ? ', and decided for good: whoever asks the same is answered by it' : ''}; who asked is told by the engine, and goes on.`,
  });
}

async function correctAnswer(context: CommandContext, question: string, text: string): Promise<ExitCode> {
  const project = await openProject(context.ports, context.folder);
  try {
    await writeCommand(project, correct(question, text, isoSeconds(context.ports.clock.now())));
    const built = builtOn(await project.store.read(), question);
    const lines = builtOnLines(built);
    const words = lines.length === 0 ? ['Nothing was built on the answer before.'] : ['Built on the answer before:', ...lines.map((line) => `  ${line}`)];
    print(context, { question, builtOn: built }, [`${question} has another answer; who was told the one before, and is at work, is told by the engine.`, ...words].join('\n'));
    return exitCodes.done;
  } finally {
    await project.close();
  }
}
