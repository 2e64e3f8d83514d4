import { answer as answerTransition } from '../../plan/questionTransitions.js';
import type { CommandContext } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { giveOrder } from '../giveOrder.js';
import { questionId } from '../questionId.js';
import { typedText } from '../../engine/orders/typedText.js';

export async function answer(context: CommandContext, typed: string, text: string): Promise<ExitCode> {
  const question = questionId(typed);
  const said = typedText('The answer', text);
  return giveOrder(context, {
    transition: ({ at }) => answerTransition(question, said, at),
    value: { question },
    words: `${question} is answered; who asked is told by the engine, and goes on.`,
  });
}
