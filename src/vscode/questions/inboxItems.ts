import { age } from '../../engine/status/age.js';
import { choiceWords, shortened } from '../../engine/status/questionText.js';
import type { QuestionStatus } from '../../engine/status/questionStatus.js';

/** A question in the inbox: a row of three texts. */
export interface InboxItem {
  readonly label: string;
  readonly description: string;
  readonly detail: string | undefined;
}

/** What the inbox says of a question; `repository` is named where the window has several. */
export function inboxItem(question: QuestionStatus, now: number, repository?: string): InboxItem {
  const { id, asker, asked } = question;
  const description = [id, repository, `${asker}, ${age(asked, now)} ago`].filter((part) => part !== undefined).join(' · ');
  return { label: shortened(question.question, 160), description, detail: choiceWords(question, now) };
}
