import type { Asked } from '../../agents/runOrder.js';
import type { RunState } from '../../agents/runs.js';
import type { PlanningRuns } from './planningRuns.js';

/** Asks the engineer; undefined when there was no answer. `over` is aborted when it is too late for one. */
export type AskEngineer = (question: Asked, over: AbortSignal) => Promise<string | undefined>;

/** The key of the message that answers a question of the same run. */
function answerKey({ number }: Asked): string {
  return `answer-${String(number)}`;
}

/** The questions that nobody has answered. */
export function unanswered({ mail }: RunState): readonly Asked[] {
  return mail.asked.filter((question) => !mail.told.has(answerKey(question)) && !mail.handed.has(answerKey(question)));
}

/** Brings the architect's questions before the engineer, one after the other, each once. */
export class PlanningQuestions {
  private readonly seen = new Set<number>();
  private readonly over = new AbortController();
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly runs: PlanningRuns,
    private readonly run: string,
    private readonly ask: AskEngineer,
  ) {}

  /** To be called with every look at the run. */
  look(state: RunState): void {
    for (const question of unanswered(state)) {
      if (this.seen.has(question.number)) continue;
      this.seen.add(question.number);
      this.turn = this.turn.then(() => this.bring(question));
    }
  }

  /** The run has ended. Throws what asking or telling threw. */
  async end(): Promise<void> {
    this.over.abort();
    await this.turn;
  }

  private async bring(question: Asked): Promise<void> {
    if (this.over.signal.aborted) return;
    const text = await this.ask(question, this.over.signal);
    if (text !== undefined && text.trim() !== '') await this.runs.tell(this.run, { key: answerKey(question), text: text.trim() });
  }
}
