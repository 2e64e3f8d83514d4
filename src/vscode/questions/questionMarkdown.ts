import type { QuestionStatus } from '../../engine/status/questionStatus.js';
import type { Precedent } from '../../plan/precedents.js';

/** Markdown that shows a line of text as it was written. */
export function literal(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~&$:]/g, '\\$&');
}

/**
 * What an agent or a person wrote, as a comment shows it. An image is left as text: it would be fetched when the comment is read, and an agent
 * without a network could tell a stranger by its address what it knows.
 */
export function shownMarkdown(text: string): string {
  return text.trim().replaceAll('![', '!\u200b[');
}

function quoted(text: string): string {
  return shownMarkdown(text).split('\n').map((line) => `> ${line}`.trimEnd()).join('\n');
}

/** What an open question is shown with. */
export interface OpenQuestionWords {
  /** The address that gives an option as the answer. */
  readonly linkOf: (option: string) => string;
  /** A time of the plan's, on the engineer's clock. */
  readonly timeOf: (iso: string) => string;
}

/** What was settled before on something worded alike; nothing where there is nothing. */
export function precedentsMarkdown(precedents: readonly Precedent[]): string {
  const told = precedents.map(({ id, about, answer }) => `- **${id}** ${literal(about)}${answer === about ? '' : `\n\n${quoted(answer).replace(/^/gm, '  ')}`}`);
  return told.length === 0 ? '' : `\n\nSettled before on something like it:\n\n${told.join('\n')}`;
}

/** The question, what its asker tried, the options to click on, and what happens without an answer, and when. Without `open` the options are text. */
export function askedMarkdown(text: string, { options, evidence, default: otherwise, deadline }: Pick<QuestionStatus, 'options' | 'evidence' | 'default' | 'deadline'>, open: OpenQuestionWords | undefined): string {
  const choices = options.map((option) => (open === undefined ? `- ${literal(option)}` : `- [Answer: ${literal(option)}](${open.linkOf(option)})`));
  const unless = `Without an answer${deadline === undefined || open === undefined ? '' : ` by ${open.timeOf(deadline)}`}:`;
  const fallback = otherwise === undefined ? [] : otherwise.trim().includes('\n') ? [`${unless}\n\n${quoted(otherwise)}`] : [`${unless} ${shownMarkdown(otherwise)}`];
  const seen = evidence === undefined ? [] : [`Tried and seen:\n\n${quoted(evidence)}`];
  return [shownMarkdown(text), ...seen, ...(choices.length === 0 ? [] : [choices.join('\n')]), ...fallback].join('\n\n');
}
