import type { Answerer, Level } from '../../plan/atoms.js';
import { answersOf } from '../../plan/answers.js';
import { answeredBy } from '../../plan/answerWords.js';
import { readBody } from '../../plan/frontMatter.js';
import type { QuestionFields } from '../../plan/planningSchemas.js';
import type { Precedent } from '../../plan/precedents.js';
import { precedentsOf } from '../../plan/precedents.js';
import { awaited, levelOf } from '../../plan/questionTransitions.js';
import type { Document, Snapshot } from '../../plan/snapshot.js';

/** A question as every surface shows it. */
export interface QuestionStatus {
  readonly id: string;
  /** With whom it lies, or lay when it was answered. */
  readonly level: Level;
  /** Who asked, in words. */
  readonly asker: string;
  /** What the asker works on: a ticket, or a piece of work by name. */
  readonly of: string | undefined;
  /** Its first line. */
  readonly question: string;
  /** All of it, with what was said on its way up. */
  readonly text: string;
  /** The asker does nothing else until it is answered. */
  readonly blocking: boolean;
  readonly asked: string;
  /** Since when it lies with `level`. */
  readonly since: string;
  readonly options: readonly string[];
  readonly evidence: string | undefined;
  readonly default: string | undefined;
  /** When the default becomes the answer, ISO. */
  readonly deadline: string | undefined;
  readonly answer: string | undefined;
  /** Of what the answer came. */
  readonly answerer: Answerer | undefined;
  /** The same in words: `by you`, `by decision D-0003`. */
  readonly answeredBy: string | undefined;
  /** The answers that were corrected, the first one first. */
  readonly replaced: readonly { readonly answer: string; readonly at: string; readonly answerer: Answerer; readonly words: string }[];
  /** What was decided or answered before on something that is worded much alike; of a question that waits for the engineer. */
  readonly precedents?: readonly Precedent[];
  /** A draft of the spec holds what it asks for: accepting or rejecting that answers it. */
  readonly drafted?: true;
  /** Nobody was left who would have heard the answer. */
  readonly withdrawn: boolean;
}

/** `coding agent of 0002`, `manager of greetings`. */
export function askerWords({ role, ticket, area }: QuestionFields['asker']): string {
  switch (role) {
    case 'coding':
    case 'merging':
      return `${role} agent${ticket === undefined ? '' : ` of ${ticket}`}`;
    case 'manager':
      return area === undefined ? 'manager' : `manager of ${area}`;
    case 'architect':
      return 'architect';
  }
}

function precedentsFor(snapshot: Snapshot, question: Document<QuestionFields>): Pick<QuestionStatus, 'precedents'> {
  const isEngineers = question.fields.state === 'open' && levelOf(question.fields) === 'engineer';
  const precedents = isEngineers ? precedentsOf(snapshot, question) : [];
  return precedents.length === 0 ? {} : { precedents };
}

function questionStatus(snapshot: Snapshot, question: Document<QuestionFields>): QuestionStatus {
  const { text: document, fields } = question;
  const text = readBody(document).trim();
  const { id, asker, blocking, asked, options, answer } = fields;
  return {
    id,
    level: levelOf(fields),
    asker: askerWords(asker),
    of: asker.ticket ?? asker.work,
    question: text.split('\n')[0] ?? '',
    text,
    blocking,
    asked,
    since: fields.answered?.at ?? fields.path.at(-1)?.at ?? asked,
    options,
    evidence: fields.evidence,
    default: fields.default,
    deadline: fields.deadline,
    answerer: fields.state === 'answered' ? fields.answered?.by : undefined,
    answeredBy: fields.state === 'answered' ? answeredBy(fields, 'you') : undefined,
    replaced: answersOf(fields).slice(0, fields.replaced.length).map((given) => ({ answer: given.answer, at: given.at, answerer: given.by, words: answeredBy({ answered: given }, 'you') })),
    answer: fields.state === 'answered' ? (answer ?? '') : undefined,
    ...(fields.state === 'open' && fields.change?.draft !== undefined ? { drafted: true as const } : {}),
    ...precedentsFor(snapshot, question),
    withdrawn: fields.state === 'withdrawn',
  };
}

/** Whether somebody waits for its answer. */
export function isOpen({ answer, withdrawn }: Pick<QuestionStatus, 'answer' | 'withdrawn'>): boolean {
  return answer === undefined && !withdrawn;
}

/** All questions, the open ones first, each group in the order in which they were asked. */
export function questionsOf(snapshot: Snapshot): readonly QuestionStatus[] {
  const all = [...snapshot.questions.values()].map((question) => questionStatus(snapshot, question)).sort((a, b) => Number(a.id.slice(2)) - Number(b.id.slice(2)));
  return [...all.filter(isOpen), ...all.filter((question) => !isOpen(question))];
}

/** `Q-0003 waits for you`: what a ticket or a piece of work is parked on, and since when it has been asked. */
export function parkedOn(snapshot: Snapshot, parked: string): { readonly words: string; readonly since: string | undefined } {
  const open = awaited(snapshot, parked).filter(({ fields }) => fields.state === 'open');
  const words = open.map(({ fields }) => `${fields.id} waits for ${levelOf(fields) === 'engineer' ? 'you' : `the ${levelOf(fields)}`}`);
  return { words: words.length === 0 ? `waits for ${parked}` : words.join(', '), since: open[0]?.fields.asked };
}
