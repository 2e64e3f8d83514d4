import type { QuestionStatus } from '../../engine/status/questionStatus.js';

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

/** The question, the options to click on, and what happens without an answer. Without `linkOf` the options are text. */
export function askedMarkdown(text: string, { options, default: otherwise }: Pick<QuestionStatus, 'options' | 'default'>, linkOf: ((option: string) => string) | undefined): string {
  const choices = options.map((option) => (linkOf === undefined ? `- ${literal(option)}` : `- [Answer: ${literal(option)}](${linkOf(option)})`));
  const fallback = otherwise === undefined ? [] : otherwise.trim().includes('\n') ? [`Without an answer:\n\n${quoted(otherwise)}`] : [`Without an answer: ${shownMarkdown(otherwise)}`];
  return [shownMarkdown(text), ...(choices.length === 0 ? [] : [choices.join('\n')]), ...fallback].join('\n\n');
}
