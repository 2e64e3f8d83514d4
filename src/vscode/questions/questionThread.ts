import type { QuestionStatus } from '../../engine/status/questionStatus.js';
import { isOpen } from '../../engine/status/questionStatus.js';
import type { Level } from '../../plan/atoms.js';
import { readBody } from '../../plan/frontMatter.js';
import type { QuestionFields } from '../../plan/planningSchemas.js';
import type { Document, Snapshot } from '../../plan/snapshot.js';
import { askedMarkdown, literal, shownMarkdown } from './questionMarkdown.js';

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

/** In whose hands the question is, in a line. */
export function placeWords({ id, level, answer, withdrawn, blocking }: QuestionStatus): string {
  if (withdrawn) return `${id} was withdrawn: whoever asked is done, or gone`;
  const whom = level === 'engineer' ? 'you' : `the ${level}`;
  if (answer !== undefined) return `${id} was answered by ${whom}`;
  return level === 'engineer' ? `${id} waits for ${whom}${blocking ? '' : '; the work goes on meanwhile'}` : `${id} lies with ${whom}`;
}

/** What the asker wrote, without the sections that were added on the way up. */
function askedText({ text, fields }: Document<QuestionFields>): string {
  let asked = readBody(text).trimEnd();
  for (const { view } of [...fields.path].reverse()) {
    if (view === undefined || !asked.endsWith(view.trim())) continue;
    asked = asked.slice(0, asked.length - view.trim().length).trimEnd().replace(/\n## Passed up by the \w+$/, '').trimEnd();
  }
  return asked.trim();
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
export function questionThread(snapshot: Snapshot, status: QuestionStatus, optionLink: (option: string) => string): QuestionThread | undefined {
  const document = snapshot.questions.get(status.id);
  if (document === undefined) return undefined;
  const { id, asker, asked, answer, since, options } = status;
  const opening: ThreadComment = { author: asker, deed: 'asks', markdown: askedMarkdown(askedText(document), status, isOpen(status) ? optionLink : undefined), at: asked, context: 'asked' };
  const { path, text } = home(snapshot, document);
  return {
    question: id,
    ticket: document.fields.asker.ticket,
    path,
    line: lineBelowFields(text),
    label: placeWords(status),
    isOpen: isOpen(status),
    isEngineers: status.level === 'engineer',
    comments: [opening, ...views(document.fields), ...(answer === undefined ? [] : [{ author: nameOf(status.level), deed: 'answered', markdown: options.includes(answer) ? literal(answer) : shownMarkdown(answer), at: since, context: 'answered' as const }])],
  };
}
