import type { Asked } from '../../../agents/runOrder.js';
import { questionWords } from '../architectRun.js';
import { PlanningStopped } from '../planningError.js';
import { LineEditor } from './lineEditor.js';
import type { PlanningDesk } from './planningDesk.js';
import { promptRows } from './promptRows.js';
import type { TalkMode, TypedCommand } from './typedCommand.js';
import { helpFor, typedCommand } from './typedCommand.js';

/** The terminal that a conversation is held in. */
export interface TalkTerminal {
  write(text: string): void;
  /** Its width in cells. */
  columns(): number;
  /** Closes it. */
  end(): void;
  /** Whole lines come in, and what is printed is read by a program or kept in a file: nothing is drawn over. */
  readonly isPlain?: boolean;
}

export interface ConversationOptions {
  readonly mode: TalkMode;
  /** What was written here before, oldest first. */
  readonly history: readonly string[];
  /** Keeps what was written, so that no restart loses it. */
  readonly remember: (history: readonly string[]) => void;
  /** Shows the draft beside the spec; not where there is no editor. */
  readonly review?: () => Promise<void>;
  /** Ctrl+C ends the conversation where it has nothing else to end. */
  readonly interruptEnds?: boolean;
}

/** A question of the architect's that stands at the prompt. */
interface OpenQuestion {
  readonly asked: Asked;
  readonly answer: (text: string | undefined) => void;
}

/** What is asked of the architect, as it is sent and as it is shown. */
interface Request {
  readonly kind: TalkMode | 'describe';
  readonly words: string;
  readonly shown: string;
}

const bold = (text: string): string => `\u001b[1m${text}\u001b[22m`;
const faint = (text: string): string => `\u001b[2m${text}\u001b[22m`;
const red = (text: string): string => `\u001b[31m${text}\u001b[39m`;

/** What the prompt waits for, by its name. */
const greetings: Readonly<Record<TalkMode, string>> = {
  plan: 'Write what is to change in the spec; the architect makes a draft of it, which you accept or reject.',
  ask: 'Ask the architect about the spec or the source; nothing changes by it.',
};

/** The engineer's conversation with the architect, at a terminal: lines go in, what comes of them is printed above the prompt. */
export class Conversation {
  private readonly editor: LineEditor;
  private mode: TalkMode;
  private cursorRow = 0;
  private running: AbortController | undefined;
  private question: OpenQuestion | undefined;
  private isOpen = false;
  private isUnheard = false;
  private waiting: Request | undefined;
  private deafen: () => void = () => undefined;
  private failures = 0;
  private readonly awaiting = new Set<() => void>();
  private work: Promise<void> = Promise.resolve();

  constructor(
    private readonly desk: PlanningDesk,
    private readonly terminal: TalkTerminal,
    private readonly options: ConversationOptions,
  ) {
    this.mode = options.mode;
    this.editor = new LineEditor(options.history);
  }

  /** How many of the engineer's words came to nothing. */
  get failed(): number {
    return this.failures;
  }

  /** Says what can be done here, and waits. */
  async open(): Promise<void> {
    this.isOpen = true;
    this.deafen = this.desk.onDecision((words) => this.print(words));
    // Pasted text comes between marks from now on, so that its lines are told from Enter.
    if (this.terminal.isPlain !== true) this.terminal.write('\u001b[?2004h');
    this.print(`${bold('The architect')}\n${greetings[this.mode]}\n${faint('/help says what else can be done here.')}`);
    const draft = await this.desk.seen().catch(() => undefined);
    if (draft !== undefined) this.print(`A draft of the spec waits for you: ${this.ways}.`);
    else if ((await this.desk.spec().catch(() => '')) === undefined) this.print('There is no spec yet. Say what is to be built.');
    const { waiting } = this;
    this.waiting = undefined;
    if (waiting !== undefined) this.submit(waiting);
  }

  /** From now on a bare line is a request, or a question. */
  turnTo(mode: TalkMode): void {
    if (this.mode === mode) return;
    this.mode = mode;
    if (this.isOpen) this.print(greetings[mode]);
  }

  /** Takes what was typed. */
  take(input: string): void {
    this.erase();
    for (const typed of this.editor.take(input)) {
      if (typed.kind === 'line') this.enter(typed.text);
      else if (typed.kind === 'interrupt') this.interrupt();
      else if (typed.kind === 'clear') this.terminal.write('\u001b[H\u001b[2J\u001b[3J');
      else if (this.running === undefined) this.terminal.end();
    }
    this.draw();
  }

  /** Sends what was put together elsewhere, once the conversation is open; `shown` stands for it on the screen. */
  request(kind: Request['kind'], words: string, shown: string): void {
    if (this.running !== undefined || this.question !== undefined) throw new Error('The architect is at work. Interrupt it first, or wait until it is done.');
    if (this.isOpen) this.submit({ kind, words, shown });
    else this.waiting = { kind, words, shown };
  }

  /** Draws the prompt again, in another width. */
  redraw(): void {
    this.erase();
    this.draw();
  }

  /** The terminal was closed: an architect at work is ended; what it wrote is kept. */
  close(): void {
    this.isOpen = false;
    this.deafen();
    this.answer(undefined);
    this.running?.abort();
  }

  /** Resolves when the next line can be taken: nobody is at work, or the engineer is asked something. */
  async ready(): Promise<void> {
    while (this.running !== undefined && this.question === undefined) await new Promise<void>((resolve) => this.awaiting.add(resolve));
    if (this.question === undefined) await this.work;
  }

  /** Nobody is there any more who could answer; resolves when what was begun is done. */
  async finish(): Promise<void> {
    this.isUnheard = true;
    this.answer(undefined);
    await this.work;
  }

  /** Ends an architect at work; resolves when what it wrote is kept. */
  async stop(): Promise<void> {
    this.running?.abort();
    await this.finish();
  }

  /** What Ctrl+C does: it ends what the architect is at, else what is being written, else, where it can, the conversation. */
  interrupt(): void {
    if (this.running !== undefined && !this.running.signal.aborted) {
      this.answer(undefined);
      this.running.abort();
    } else if (this.options.interruptEnds === true && this.editor.text === '') {
      this.terminal.end();
    } else if (this.running === undefined) {
      this.terminal.write(`${this.promptText()}${this.editor.text}^C\r\n`);
      this.remember(this.editor.text);
      this.editor.clear();
    }
  }

  /** What was being written when the conversation ended comes back with the up key. */
  keepUnsent(): void {
    this.remember(this.editor.text);
  }

  private get ways(): string {
    return `/show, ${this.options.review === undefined ? '' : '/review, '}/approve or /reject`;
  }

  private changed(): void {
    const woken = [...this.awaiting];
    this.awaiting.clear();
    for (const wake of woken) wake();
  }

  /** Takes a whole line. */
  enter(text: string): void {
    if (this.question !== undefined) {
      this.settle(text);
      return;
    }
    const command = typedCommand(text, this.mode, this.options.review !== undefined);
    if (this.running !== undefined && command.kind !== 'nothing' && command.kind !== 'help' && command.kind !== 'show') {
      this.editor.restore(text);
      this.write(faint('The architect is at work. Ctrl+C interrupts it; what you wrote stays in the line.'));
      return;
    }
    this.echo(text);
    this.remember(text);
    if (command.kind === 'nothing') return;
    this.report(this.perform(command));
  }

  private submit({ kind, words, shown }: Request): void {
    this.erase();
    this.echo(shown);
    this.report(this.send(kind, words));
    this.draw();
  }

  private report(work: Promise<void>): void {
    this.work = work.catch((error: unknown) => {
      this.failures += 1;
      this.print(red(`Not done: ${error instanceof Error ? error.message : String(error)}`));
    });
  }

  private async perform(command: TypedCommand): Promise<void> {
    switch (command.kind) {
      case 'nothing':
        return;
      case 'help':
        this.write(helpFor(this.options.review !== undefined));
        return;
      case 'quit':
        this.terminal.end();
        return;
      case 'mode':
        this.mode = command.mode;
        this.write(greetings[command.mode]);
        return;
      case 'unknown':
        this.write(`${command.word} is no command here; /help lists them. Begin the line with a space to send it to the architect.`);
        return;
      case 'plan':
      case 'ask':
        return this.send(command.kind, command.text);
      case 'show':
        return this.show();
      case 'review':
        return this.options.review?.();
      case 'new':
        await this.desk.forget();
        this.print('From now on the architect knows nothing of what was said here. The spec and the draft are as they were.');
        return;
      case 'approve':
        await this.desk.accept();
        return;
      case 'reject':
        await this.desk.reject(command.why);
        return;
    }
  }

  private async show(): Promise<void> {
    const draft = await this.desk.seen();
    if (draft !== undefined) this.print((await this.desk.diff(draft, 'lines')).trimEnd());
    else this.print((await this.desk.spec())?.trimEnd() ?? 'There is no spec yet.');
  }

  private async send(kind: Request['kind'], words: string): Promise<void> {
    const running = new AbortController();
    this.running = running;
    const listener = { say: (said: string) => this.print(faint(said)), ask: (asked: Asked, over: AbortSignal) => this.ask(asked, over), isConversation: true };
    try {
      if (kind === 'ask') {
        const { text, kept } = await this.desk.ask(words, listener, running.signal);
        this.print(kept === undefined ? text : `${text}\n\nIt wrote files although it was only asked. ${kept}`);
        return;
      }
      const { questions } = await (kind === 'describe' ? this.desk.describe(words, listener, running.signal) : this.desk.plan(words, listener, running.signal));
      const draft = await this.desk.seen();
      if (questions.length > 0) this.print(questionWords(questions));
      if (draft !== undefined) this.print(`${(await this.desk.diff(draft, 'numbers')).trimEnd()}\nThe draft waits for you: ${this.ways}.`);
      await this.options.review?.();
    } catch (error) {
      if (!(error instanceof PlanningStopped)) throw error;
      this.print(error.message);
    } finally {
      this.running = undefined;
      this.changed();
      this.redraw();
    }
  }

  /** Puts a question of the architect's at the prompt; resolves with the answer, or when it is too late for one. */
  private ask(asked: Asked, over: AbortSignal): Promise<string | undefined> {
    const choices = asked.options.map((option, at) => `\n  ${String(at + 1)}  ${option}`).join('');
    const byDefault = asked.default === undefined ? '' : `\n  Enter alone: ${asked.default}`;
    this.print(`${bold('The architect asks:')} ${asked.question.trim()}${choices}${byDefault}`);
    return new Promise((resolve) => {
      const settle = (text: string | undefined): void => {
        over.removeEventListener('abort', late);
        this.question = undefined;
        resolve(text);
      };
      const late = (): void => {
        settle(undefined);
        this.redraw();
      };
      over.addEventListener('abort', late, { once: true });
      this.question = { asked, answer: settle };
      if (this.isUnheard) settle(undefined);
      this.changed();
      this.redraw();
    });
  }

  private settle(text: string): void {
    const { options, default: byDefault } = this.question?.asked ?? { options: [], default: undefined };
    const chosen = /^\s*\d+\s*$/.test(text) ? options[Number(text) - 1] : undefined;
    const answer = chosen ?? (text.trim() === '' ? byDefault : text);
    if (answer === undefined) return;
    this.echo(answer);
    this.remember(text);
    this.answer(answer);
  }

  private answer(text: string | undefined): void {
    this.question?.answer(text);
  }

  private remember(text: string): void {
    this.editor.remember(text);
    this.options.remember(this.editor.history);
  }

  private promptText(): string {
    if (this.question !== undefined) return 'answer> ';
    return this.running === undefined ? `${this.mode}> ` : '… ';
  }

  /** Leaves on the screen what was sent. */
  private echo(text: string): void {
    if (this.terminal.isPlain === true) {
      this.write(`${this.promptText()}${text}`);
      return;
    }
    const { rows } = promptRows(this.promptText(), text, 0, this.terminal.columns());
    this.terminal.write(`${rows.join('\r\n')}\r\n`);
  }

  /** Prints above the prompt. */
  private print(text: string): void {
    if (!this.isOpen) return;
    this.erase();
    this.write(text);
    this.draw();
  }

  private write(text: string): void {
    this.terminal.write(`${text.replaceAll(/\r?\n/g, '\r\n')}\r\n`);
  }

  private erase(): void {
    if (this.terminal.isPlain === true) return;
    this.terminal.write(`\r${this.cursorRow > 0 ? `\u001b[${String(this.cursorRow)}A` : ''}\u001b[J`);
    this.cursorRow = 0;
  }

  private draw(): void {
    if (!this.isOpen || this.terminal.isPlain === true) return;
    const { rows, row, column } = promptRows(this.promptText(), this.editor.text, this.editor.cursor, this.terminal.columns());
    const below = rows.length - 1 - row;
    this.terminal.write(`${rows.join('\r\n')}${below > 0 ? `\u001b[${String(below)}A` : ''}\r${column > 0 ? `\u001b[${String(column)}C` : ''}`);
    this.cursorRow = row;
  }
}
