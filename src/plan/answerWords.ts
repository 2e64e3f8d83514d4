import { answersOf } from './answers.js';
import type { QuestionFields } from './planningSchemas.js';

type Answered = Pick<QuestionFields, 'answered'>;

/** Of what the answer came: `by the manager`, `by decision D-0003`, `by its default, since nobody had answered by its deadline`. */
export function answeredBy({ answered }: Answered, engineer = 'the engineer'): string {
  if (answered === undefined) return 'by nobody';
  switch (answered.by) {
    case 'default':
      return 'by its default, since nobody had answered by its deadline';
    case 'decision':
      return `by decision ${answered.from ?? ''}`.trimEnd();
    case 'engineer':
      return `by ${engineer}`;
    case 'manager':
    case 'architect':
      return `by the ${answered.by}`;
  }
}

/** An answer in the words in which its asker is told it: which one of the question's answers, counted from 0; the last one where none is named. */
export function toldAnswer(question: QuestionFields, number?: number): string {
  const answers = answersOf(question);
  const given = answers[number ?? answers.length - 1];
  if (given === undefined) return question.answer ?? '';
  return given.by === 'default' ? `Nobody answered by ${question.deadline ?? 'your deadline'}. Do what you said you would do: ${given.answer}` : given.answer;
}

/** A correction in the words in which it is told to who knows the answer before. */
export function toldCorrection(question: QuestionFields, asked: string, number: number): string {
  const before = answersOf(question)[number - 1]?.answer ?? '';
  return `You asked:\n\n${asked}\n\nThe answer is now:\n\n${toldAnswer(question, number)}\n\nIt takes the place of this one, which does not hold any more:\n\n${before}\n\nSee to it that what you built on that follows.`;
}
