import { documentField } from '../documentField.js';
import type { Stage } from '../stage.js';
import { demand } from '../stage.js';

/** Without a scenario a question is answered with what its asker would do by default; one without a default climbs. */
export async function answerQuestion(stage: Pick<Stage, 'print' | 'tools'>, question: string): Promise<void> {
  const byDefault = documentField(question, 'default');
  if (byDefault === undefined) await demand(stage, 'pass_up', { view: 'I cannot tell.' });
  else await demand(stage, 'answer_question', { answer: byDefault });
}
