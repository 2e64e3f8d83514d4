import type { QuestionStatus } from '../../engine/status/questionStatus.js';
import { isOpen } from '../../engine/status/questionStatus.js';
import type { Level } from '../../plan/atoms.js';
import { askedText } from '../../plan/askedText.js';
import type { QuestionFields } from '../../plan/planningSchemas.js';
import type { Document, Snapshot } from '../../plan/snapshot.js';
import { timeOfDay } from '../views/times.js';
import { askedMarkdown, literal, precedentsMarkdown, shownMarkdown } from './questionMarkdown.js';

/** What somebody said in a thread. */
export interface ThreadComment {
  readonly author: string;
  /** What it was, beside the name: `asks`, `passed it up`. */
  readonly deed: string;
  readonly markdown: string;
  /** ISO. */
  readonly at: string;
  readonly context: 'asked' | 'passed' | 'answered';
}

/** A question as a thread of comments on a document of the plan. */
export interface QuestionThread {
  readonly question: string;
  /** The ticket that it was asked for. */
  readonly ticket: string | undefined;
  /** The document that it hangs on, and the line, counted from 0. */
  readonly path: string;
  readonly line: number;
  readonly label: string;
  readonly isOpen: boolean;
  /** Whether it waits for the engineer, and not for somebody below. */
  readonly isEngineers: boolean;
  readonly comments: readonly ThreadComment[];
}

/** How people are called in a thread: the engineer reads it. */
function nameOf(level: Level): string {
  return level === 'engineer' ? 'you' : level;
}

/** Who gave an answer, where somebody did. */
function answererName(answerer: QuestionStatus['answerer']): string {
  if (answerer === 'default') return 'nobody';
  return answerer === 'decision' || answerer === undefined ? 'the plan' : nameOf(answerer);
}

function answerDeed({ answerer, deadline }: QuestionStatus, now: number, from: string | undefined): string {
  if (answerer === 'default') return `answered${deadline === undefined ? '' : ` by ${timeOfDay(deadline, now)}`}: the default is taken`;
  return answerer === 'decision' ? `answered by ${from ?? 'a decision'}` : 'answered';
}

/** In whose hands the question is, in a line. */
export function placeWords({ id, level, answer, answeredBy, withdrawn, blocking }: QuestionStatus): string {
  if (withdrawn) return `${id} was withdrawn: whoever asked is done, or gone`;
  const whom = level === 'engineer' ? 'you' : `the ${level}`;
  if (answer !== undefined) return `${id} was answered ${answeredBy ?? ''}`.trimEnd();
  return level === 'engineer' ? `${id} waits for ${whom}${blocking ? '' : '; the work goes on meanwhile'}` : `${id} lies with ${whom}`;
}

/** What each level said to it before it handed the question up. */
function views({ path }: QuestionFields): readonly ThreadComment[] {
  return path.flatMap(({ view, at }, step) =>
    view === undefined ? [] : [{ author: nameOf(path[step - 1]?.level ?? 'manager'), deed: 'passed it up', markdown: shownMarkdown(view), at, context: 'passed' as const }],
  );
}

/** The line that closes the front matter: the facts above it, the text below. */
function lineBelowFields(text: string): number {
  const closing = text.split('\n').findIndex((line, at) => at > 0 && line.trimEnd() === '---');
  return Math.max(0, closing);
}

/** The document that a question is about: the ticket, the area, or the question's own where there is neither. */
function home(snapshot: Snapshot, { path, text, fields: { asker } }: Document<QuestionFields>): { readonly path: string; readonly text: string } {
  const ticket = asker.ticket === undefined ? undefined : snapshot.tickets.get(asker.ticket);
  const area = asker.area === undefined ? undefined : snapshot.areas.get(asker.area);
  return ticket ?? area ?? { path, text };
}

/** The question's thread. `optionLink` is the address that gives an option as the answer. */
export function questionThread(snapshot: Snapshot, status: QuestionStatus, optionLink: (option: string) => string, now: number): QuestionThread | undefined {
  const document = snapshot.questions.get(status.id);
  if (document === undefined) return undefined;
  const { id, asker, asked, answer, since, options } = status;
  const opening: ThreadComment = { author: asker, deed: 'asks', markdown: `${askedMarkdown(askedText(document), status, isOpen(status) ? { linkOf: optionLink, timeOf: (iso) => timeOfDay(iso, now) } : undefined)}${precedentsMarkdown(status.precedents ?? [])}`, at: asked, context: 'asked' };
  const corrected = status.replaced.map((before): ThreadComment => ({ author: answererName(before.answerer), deed: 'answered; corrected since', markdown: shownMarkdown(before.answer), at: before.at, context: 'answered' }));
  const given: ThreadComment = {
    author: answererName(status.answerer),
    deed: corrected.length > 0 ? 'corrected the answer' : answerDeed(status, now, document.fields.answered?.from),
    markdown: options.includes(answer ?? '') ? literal(answer ?? '') : shownMarkdown(answer ?? ''),
    at: since,
    context: 'answered',
  };
  const { path, text } = home(snapshot, document);
  return {
    question: id,
    ticket: document.fields.asker.ticket,
    path,
    line: lineBelowFields(text),
    label: placeWords(status),
    isOpen: isOpen(status),
    isEngineers: status.level === 'engineer',
    comments: [opening, ...views(document.fields), ...corrected, ...(answer === undefined ? [] : [given])],
  };
}
