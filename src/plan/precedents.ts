import { askedText } from './askedText.js';
import { readBody } from './frontMatter.js';
import type { DecisionFields, QuestionFields } from './planningSchemas.js';
import type { Document, Snapshot } from './snapshot.js';

/** What somebody wants to know. */
export interface Wish {
  readonly text: string;
  readonly options: readonly string[];
}

/** A decision that answers a question, in words for whoever asked it. */
export interface Settled {
  readonly decision: string;
  readonly answer: string;
}

/** Something that was decided or answered before on a question that is worded much alike. */
export interface Precedent {
  /** A decision or a question. */
  readonly id: string;
  /** What was asked, or the title of the decision. */
  readonly about: string;
  readonly answer: string;
  /** How much of the words both have: 0 for none, 1 for all. */
  readonly alike: number;
}

/** Shorter words say how a question is put, not what it is about. */
const shortestWord = 4;
/** With less in common two questions are about something else. */
const leastAlike = 0.4;
/** More would be read by nobody. */
const mostPrecedents = 3;

/** A text without what nobody means by it: case, punctuation, and how the blanks are set. */
function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(plain(text).split(' ').filter((word) => word.length >= shortestWord));
}

/** Twice the words that both have, by the words of each: 1 when all are the same, 0 when none is. */
export function likeness(one: string, other: string): number {
  const [words, others] = [wordsOf(one), wordsOf(other)];
  const shared = [...words].filter((word) => others.has(word)).length;
  return words.size + others.size === 0 ? 0 : (2 * shared) / (words.size + others.size);
}

function sameOptions(one: readonly string[], other: readonly string[]): boolean {
  const [known, asked] = [one, other].map((options) => options.map(plain).sort().join('\n'));
  return known === asked;
}

function isInForce({ fields }: Document<DecisionFields>): boolean {
  return fields.superseded === undefined;
}

/** What a decision says now: the engineer may have changed it since it was made. */
function decisionWords({ fields, text }: Document<DecisionFields>): string {
  return [fields.title, readBody(text).trim()].filter((part) => part !== '').join('\n\n');
}

/**
 * The decision that answers a question, because it was made in answer to the same one: the same words, whatever their case and punctuation, and
 * the same options. Undefined where somebody has to think. What a deadline chose was decided by nobody, and answers nothing.
 */
export function settledBefore({ decided, questions }: Snapshot, { text, options }: Wish): Settled | undefined {
  const wanted = plain(text);
  const found = [...decided.values()].reverse().find((decision) => {
    const origin = isInForce(decision) ? questions.get(decision.fields.question ?? '') : undefined;
    return origin !== undefined && plain(askedText(origin)) === wanted && sameOptions(origin.fields.options, options);
  });
  if (found === undefined) return undefined;
  const { id, question = '' } = found.fields;
  return { decision: id, answer: `${decisionWords(found)}\n\n(Decided before, as ${id}, in answer to ${question}.)` };
}

function ofDecision(decision: Document<DecisionFields>, { questions }: Snapshot, asked: string): Precedent {
  const origin = questions.get(decision.fields.question ?? '');
  const alike = Math.max(likeness(asked, decision.fields.title), likeness(asked, decisionWords(decision)), origin === undefined ? 0 : likeness(asked, askedText(origin)));
  return { id: decision.fields.id, about: decision.fields.title, answer: decisionWords(decision), alike };
}

function ofQuestion(question: Document<QuestionFields>, asked: string): Precedent {
  const about = askedText(question);
  return { id: question.fields.id, about, answer: question.fields.answer ?? '', alike: likeness(asked, about) };
}

/** What was decided or answered before on something like a question, what is most alike first: for whoever is to answer it. */
export function precedentsOf(snapshot: Snapshot, question: Document<QuestionFields>): readonly Precedent[] {
  const asked = askedText(question);
  const decided = [...snapshot.decided.values()].filter(isInForce);
  const told = new Set(decided.map(({ fields }) => fields.question));
  const answered = [...snapshot.questions.values()].filter(({ fields: { id, state, answered: given } }) => {
    if (id === question.fields.id || told.has(id) || state !== 'answered') return false;
    return given !== undefined && given.by !== 'default' && given.by !== 'decision';
  });
  return [...decided.map((decision) => ofDecision(decision, snapshot, asked)), ...answered.map((other) => ofQuestion(other, asked))]
    .filter(({ alike }) => alike >= leastAlike)
    .sort((one, other) => other.alike - one.alike || other.id.localeCompare(one.id))
    .slice(0, mostPrecedents);
}

/** The precedents of a question, for the prompt of whoever is to answer it; empty where there are none. */
export function precedentWords(precedents: readonly Precedent[]): string {
  if (precedents.length === 0) return '';
  const told = precedents.map(({ id, about, answer, alike }) => `### ${id}, worded alike by ${String(Math.round(alike * 100))} of 100\n\n${about}\n\n${answer === about ? '' : `It was settled so:\n\n${answer}\n\n`}`);
  return `\n## Settled before\n\nWords are compared, not meanings: see for yourself whether one of these settles the question. If one does, answer by it instead of deciding anew, and name it.\n\n${told.join('').trimEnd()}\n`;
}
