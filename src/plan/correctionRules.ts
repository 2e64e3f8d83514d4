import { isDeepStrictEqual } from 'node:util';
import { changedBeyond } from './changedBeyond.js';
import type { CommandGround } from './commandGround.js';
import type { HistoryStep } from './history.js';
import { levelSchema } from './atoms.js';
import type { DecisionFields, QuestionFields } from './planningSchemas.js';
import { decisionSchema, questionSchema } from './planningSchemas.js';
import { readDocument } from './readDocument.js';

const levels = levelSchema.options;

/** Whether a path goes on from another one, a level at a time and without a word of its own, and ends with the engineer. */
export function climbsToEngineer(before: QuestionFields['path'], after: QuestionFields['path']): boolean {
  const added = after.slice(before.length);
  const isNext = (step: QuestionFields['path'][number], at: number): boolean => levels.indexOf(step.level) === levels.indexOf(after[before.length + at - 1]?.level ?? 'manager') + 1;
  return isDeepStrictEqual(after.slice(0, before.length), before) && added.every((step, at) => step.view === undefined && isNext(step, at)) && after.at(-1)?.level === 'engineer';
}

/** Whether a step puts another answer in the place of one that was given. */
export function isCorrection(step: HistoryStep): boolean {
  return step.message.author.kind === 'command' && step.message.transition === 'correct';
}

interface Changed<Fields> {
  readonly path: string;
  readonly before: Fields | undefined;
  readonly after: Fields;
  /** A field beyond those that a correction may change. */
  readonly beyond: string | undefined;
}

function questionProblem(changed: readonly Changed<QuestionFields>[]): string | undefined {
  const [only] = changed;
  if (only?.before === undefined || changed.length !== 1) return 'correct must change exactly one question';
  const { path, before, after, beyond } = only;
  if (beyond !== undefined) return `${path}: "${beyond}" is not to be changed by correct`;
  const kept = after.replaced.at(-1);
  const isKept =
    after.replaced.length === before.replaced.length + 1 &&
    isDeepStrictEqual(after.replaced.slice(0, -1), before.replaced) &&
    kept !== undefined &&
    isDeepStrictEqual(kept, { ...before.answered, answer: before.answer });
  const isGiven = before.state === 'answered' && after.answer !== undefined && after.answered?.by === 'engineer' && after.answered.run === undefined && after.answered.from === undefined;
  return isKept && isGiven && climbsToEngineer(before.path, after.path) ? undefined : `${path} does not say what correct means`;
}

function decisionProblem(decisions: readonly Changed<DecisionFields>[], question: string): string | undefined {
  const made = decisions.filter(({ before }) => before === undefined);
  const ended = decisions.filter(({ before }) => before !== undefined);
  const isMade = made.every(({ after }) => after.question === question && after.by === 'engineer' && after.superseded === undefined && ended.some(({ before }) => before?.id === after.replaces));
  const isEnded = ended.every(({ before, after, beyond }) => beyond === undefined && before?.question === question && before.superseded === undefined && made.some((one) => one.after.id === after.superseded));
  return isMade && isEnded && made.length === ended.length ? undefined : 'correct may put a decision only in the place of one that the same question made';
}

/** What makes a correction more than one; undefined when nothing does. Pure. Throws DocumentError for what cannot be read. */
export function correctionProblem(step: HistoryStep, ground: CommandGround): string | undefined {
  const questions: Changed<QuestionFields>[] = [];
  const decisions: Changed<DecisionFields>[] = [];
  for (const { path, before, after } of step.changes) {
    const [old, text] = [before, after].map((blob) => (blob === undefined ? undefined : ground.text(blob)));
    if (text === undefined) return `${path} is not to be removed by correct`;
    const beyond = (allowed: readonly string[]): string | undefined => (old === undefined ? undefined : changedBeyond(allowed, old, text));
    if (path.startsWith('questions/')) questions.push({ path, before: old === undefined ? undefined : readDocument(questionSchema, old), after: readDocument(questionSchema, text), beyond: beyond(['path', 'answer', 'answered', 'replaced']) });
    else decisions.push({ path, before: old === undefined ? undefined : readDocument(decisionSchema, old), after: readDocument(decisionSchema, text), beyond: beyond(['superseded']) });
  }
  return questionProblem(questions) ?? decisionProblem(decisions, questions[0]?.after.id ?? '');
}
