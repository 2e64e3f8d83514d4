import type { Log } from '../../engine/log.js';
import type { Project } from '../../engine/project.js';
import type { QuestionStatus } from '../../engine/status/questionStatus.js';
import { answer } from '../../plan/questionTransitions.js';
import { isoSeconds } from '../../platform/clock.js';
import type { TypedAnswer } from './answerPrompt.js';
import { AnswerPrompt } from './answerPrompt.js';
import { TerminalKeys } from './terminalKeys.js';
import { typedText } from '../../engine/orders/typedText.js';
import { writeCommand } from '../../engine/orders/writeCommand.js';

/** Where the engineer answers at the terminal of a running engine: keys in, commands on the plan out. */
export class AnswerDesk {
  readonly prompt = new AnswerPrompt();
  private readonly keys: TerminalKeys;
  private writing: Promise<void> = Promise.resolve();
  private isClosed = false;

  constructor(
    private readonly project: Project,
    private readonly log: Log,
    terminal: { readonly input: NodeJS.ReadStream; readonly output: NodeJS.WriteStream },
    private readonly onChange: () => void,
  ) {
    this.keys = new TerminalKeys(terminal.input, terminal.output, (typed) => {
      this.prompt.type(
        typed,
        (given) => {
          this.writing = this.writing.then(() => this.write(given));
        },
        () => {
          const { processes } = this.project.ports;
          processes.signal(processes.own(), 'SIGINT');
        },
      );
      this.settle();
    });
  }

  /** The open questions as they are now. */
  see(questions: readonly QuestionStatus[]): void {
    this.prompt.see(questions);
    this.settle();
  }

  /** Gives the keys back; resolves when what was answered is on the plan. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.keys.give();
    await this.writing;
  }

  /** The keys are taken only while somebody is asked. */
  private settle(): void {
    if (this.isClosed || this.prompt.shown === undefined) this.keys.give();
    else this.keys.take();
    this.onChange();
  }

  private async write(given: TypedAnswer): Promise<void> {
    const { question, text } = given;
    try {
      await writeCommand(this.project, answer(question, typedText('The answer', text), isoSeconds(this.project.ports.clock.now())));
      this.log.write('INFO', `you answered ${question}: ${text}`);
    } catch (error) {
      this.log.write('WARN', error instanceof Error ? error.message : String(error));
      this.prompt.notTaken(given);
      this.settle();
    }
  }
}
