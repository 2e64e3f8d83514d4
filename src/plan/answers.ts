import { createHash } from 'node:crypto';
import type { QuestionFields } from './planningSchemas.js';

/** An answer that a question has or had, and how it came to it. */
export type Given = Pick<QuestionFields['replaced'][number], 'answer' | 'by' | 'at' | 'from'>;

/** All answers of a question, the first one first; the last one holds. */
export function answersOf({ answer, answered, replaced }: QuestionFields): readonly Given[] {
  return answer === undefined || answered === undefined ? replaced : [...replaced, { ...answered, answer }];
}

/** Tells one answer of a question from the others, also where a later one says again what an earlier one said. `corrections` came before it. */
export function wordingOf(answer: string, corrections = 0): string {
  const text = corrections === 0 ? answer : `${answer}\n${String(corrections)}`;
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** The wording of the answer that holds. */
export function wordingNow({ answer = '', replaced }: QuestionFields): string {
  return wordingOf(answer, replaced.length);
}

/** Which of a question's answers a wording names, counted from 0; the one that holds where it names none. */
export function answerNamed(question: QuestionFields, wording: string): number {
  const answers = answersOf(question);
  const found = answers.findIndex(({ answer }, at) => wordingOf(answer, at) === wording);
  return found < 0 ? answers.length - 1 : found;
}
