import type { QuestionStatus } from '../../engine/status/questionStatus.js';
import type { AnswerLine } from './answerLine.js';
import { afterKey, emptyLine, keysOf } from './answerLine.js';

/** The question that is shown, and what has been typed so far. */
export interface ShownQuestion {
  readonly question: QuestionStatus;
  readonly line: AnswerLine;
  /** Its place among those that wait, from 1. */
  readonly place: number;
  readonly of: number;
}

export interface TypedAnswer {
  readonly question: string;
  readonly text: string;
}

/** What was typed, or the option that its number stands for. */
function answerIn({ text }: AnswerLine, { options }: QuestionStatus): string {
  const typed = text.trim();
  return (/^\d{1,2}$/.test(typed) ? options[Number(typed) - 1] : undefined) ?? typed;
}

/**
 * The questions that lie with the engineer, one shown at a time. The one that is shown stays while it is open, whatever else is asked: what is
 * being typed never becomes the answer to another.
 */
export class AnswerPrompt {
  private questions: readonly QuestionStatus[] = [];
  private current: string | undefined;
  private line: AnswerLine = emptyLine;
  /** Answers on their way to the plan. */
  private readonly sent = new Set<string>();

  get shown(): ShownQuestion | undefined {
    const waiting = this.waiting();
    const at = waiting.findIndex(({ id }) => id === this.current);
    const question = waiting[at];
    return question === undefined ? undefined : { question, line: this.line, place: at + 1, of: waiting.length };
  }

  /** The open questions as they are now. */
  see(questions: readonly QuestionStatus[]): void {
    this.questions = questions.filter(({ level }) => level === 'engineer');
    for (const id of this.sent) if (!this.questions.some((question) => question.id === id)) this.sent.delete(id);
    this.settle(0);
  }

  /** Takes keys; answers go to `onAnswer`, and Ctrl-C to `onInterrupt`. */
  type(keys: string, onAnswer: (answer: TypedAnswer) => void, onInterrupt: () => void): void {
    for (const typed of keysOf(keys)) {
      const { line, wish } = afterKey(this.line, typed);
      const { shown } = this;
      this.line = line;
      if (wish === 'interrupt') onInterrupt();
      if (shown === undefined || wish === undefined || wish === 'interrupt') continue;
      const at = shown.place - 1;
      if (wish === 'skip') {
        this.current = undefined;
        this.settle(at + 1);
        continue;
      }
      this.sent.add(shown.question.id);
      this.settle(at);
      onAnswer({ question: shown.question.id, text: answerIn(line, shown.question) });
    }
  }

  /** An answer that did not reach the plan: the question is asked again, with what was typed unless something else is being typed. */
  notTaken({ question, text }: TypedAnswer): void {
    this.sent.delete(question);
    if (this.line.text === '' && this.questions.some(({ id }) => id === question)) {
      this.current = question;
      this.line = { ...emptyLine, text };
    }
    this.settle(0);
  }

  private waiting(): readonly QuestionStatus[] {
    return this.questions.filter(({ id }) => !this.sent.has(id));
  }

  /** When the shown question is gone the one at `next` takes its place, with an empty line. */
  private settle(next: number): void {
    const waiting = this.waiting();
    if (waiting.some(({ id }) => id === this.current)) return;
    this.current = waiting[waiting.length === 0 ? 0 : next % waiting.length]?.id;
    this.line = { ...emptyLine, isPasting: this.line.isPasting };
  }
}
