import { isoSeconds } from '../../platform/clock.js';
import type { Ports } from '../../platform/ports.js';
import type { RunFolder } from '../runFolder.js';
import { RunFileError } from '../runFolder.js';
import type { Asked, Message } from '../runOrder.js';
import type { Answer } from '../runnerProtocol.js';
import { answerBehindNews, noAnswerYet } from '../runnerProtocol.js';
import type { PlanChange } from '../../plan/planningSchemas.js';
import type { QuestionInput } from '../tools.js';

/** The run's folder is looked at this often, where no watch says that something came. */
const lookMilliseconds = 1000;

/** An agent that asks more is not asking any more. */
const mostQuestions = 30;

interface Question {
  readonly asked: Asked;
  /** Settled when the question is on the disk, or cannot be. */
  readonly written: Promise<void>;
}

/** A question, or one that asks for a change of the plan. */
type Asking = QuestionInput & { readonly change?: PlanChange };

/** A call that waits for a message. */
interface HeldCall {
  readonly key: string;
  readonly wake: () => void;
}

/** What goes between the agent and the levels above it: its questions out, answers and notes in; each is given to it once. */
export class AgentMail {
  private readonly questions: Question[] = [];
  private lastNumber = 0;
  private readonly told = new Map<string, Message>();
  private readonly damaged = new Set<string>();
  private readonly handed = new Set<string>();
  private readonly held = new Set<HeldCall>();
  private writing: Promise<void> = Promise.resolve();
  private closed = false;
  private cancelLook: () => void = () => undefined;
  private unwatch: () => void = () => undefined;

  constructor(
    private readonly ports: Pick<Ports, 'clock' | 'files'>,
    private readonly folder: RunFolder,
    private readonly holdSeconds: number,
  ) {}

  /** Begins to look for messages. */
  open(): void {
    this.unwatch = this.ports.files.watch(this.folder.path, () => this.lookSoon());
    this.tick();
  }

  /** From now on nothing is handed; held calls end. */
  close(): void {
    this.closed = true;
    this.cancelLook();
    this.unwatch();
    for (const call of this.held) call.wake();
  }

  /** Records a question, and holds the call for its answer when it blocks. Undefined: nobody is there any more to be answered. */
  async ask(input: Asking): Promise<Omit<Answer, 'id'> | undefined> {
    const question = this.questionFor(input);
    if (question === undefined) {
      return { accepted: false, text: `You have asked ${String(mostQuestions)} questions; no more are taken. Go on with what you think best, and say so when you hand in.` };
    }
    await this.written(question);
    const { number } = question.asked;
    const key = `answer-${String(number)}`;
    if (!input.blocking) return this.accepted(`Asked as number ${String(number)}. Go on; the answer comes with a later call.`);
    const call = this.hold(key);
    try {
      await call.over;
      if (this.closed) return undefined;
      const message = this.told.get(key);
      if (message === undefined) {
        const notes = await this.takeNews();
        return { accepted: true, text: [unanswered(question.asked), ...notes].join('\n\n') };
      }
      const isNew = await this.take([key]);
      return await this.accepted(isNew ? message.text : `You were given this answer already: ${message.text}`, answerBehindNews);
    } finally {
      call.end();
    }
  }

  /** An answer to a call, with all that is to be told in front of it. */
  async inFrontOf(text: string): Promise<string> {
    // What cannot be read or recorded now is told with a later call.
    await this.look().catch(() => undefined);
    return [...(await this.takeNews()), text].join('\n\n');
  }

  /** `mark` stands between news and the text, where there are news. */
  private async accepted(text: string, mark = ''): Promise<Omit<Answer, 'id'>> {
    const whole = await this.inFrontOf(text);
    const news = whole.slice(0, whole.length - text.length);
    return { accepted: true, text: news === '' ? text : `${news}${mark}${text}` };
  }

  /** The question with these words, a new one where there is none; undefined when no more are taken. */
  private questionFor({ question: text, evidence, options, default: otherwise, default_after_minutes: minutes, blocking, change }: Asking): Question | undefined {
    const known = this.questions.find(({ asked }) => asked.question === text);
    if (known !== undefined || this.questions.length >= mostQuestions) return known;
    const now = this.ports.clock.now();
    const at = isoSeconds(now);
    const deadline = minutes === undefined || otherwise === undefined ? undefined : isoSeconds(now + minutes * 60_000);
    this.lastNumber += 1;
    const asked: Asked = {
      number: this.lastNumber,
      question: text,
      options,
      ...(evidence === undefined ? {} : { evidence }),
      ...(otherwise === undefined ? {} : { default: otherwise }),
      ...(deadline === undefined ? {} : { deadline }),
      blocking,
      ...(change === undefined ? {} : { change }),
      at,
    };
    const question = { asked, written: this.folder.writeAsked(asked) };
    this.questions.push(question);
    return question;
  }

  /** Throws when the question could not be recorded; it then was not asked. */
  private async written(question: Question): Promise<void> {
    try {
      await question.written;
    } catch (error) {
      const at = this.questions.indexOf(question);
      if (at >= 0) this.questions.splice(at, 1);
      throw error;
    }
  }

  /** Its end comes with the message, with the time, or with the end of the run. Until `end` the message is for nobody else. */
  private hold(key: string): { readonly over: Promise<void>; readonly end: () => void } {
    let wake: () => void = () => undefined;
    const over = new Promise<void>((resolve) => (wake = resolve));
    const call = { key, wake };
    const cancel = this.ports.clock.after(this.holdSeconds * 1000, () => void this.look().then(wake, wake));
    this.held.add(call);
    if (this.closed || this.told.has(key)) wake();
    return {
      over,
      end: () => {
        cancel();
        this.held.delete(call);
      },
    };
  }

  /** The messages that wait for no held call, in words; they count as handed. */
  private async takeNews(): Promise<readonly string[]> {
    if (this.closed) return [];
    const waited = new Set([...this.held].map(({ key }) => key));
    const news = [...this.told.values()].filter(({ key }) => !waited.has(key) && !this.handed.has(key));
    try {
      await this.take(news.map(({ key }) => key));
    } catch {
      return [];
    }
    return news.map(inWords);
  }

  /** Records messages as handed; false when they are already. Throws, with nothing handed, when they cannot be recorded. */
  private async take(keys: readonly string[]): Promise<boolean> {
    const fresh = keys.filter((key) => !this.handed.has(key));
    if (fresh.length === 0) return false;
    // At once, before anything is waited for: no other call may take them too.
    for (const key of fresh) this.handed.add(key);
    const written = this.writing.then(() => this.folder.writeHanded([...this.handed]));
    this.writing = written.catch(() => undefined);
    try {
      await written;
    } catch (error) {
      for (const key of fresh) this.handed.delete(key);
      throw error;
    }
    return true;
  }

  private tick(): void {
    if (this.closed) return;
    this.lookSoon();
    this.cancelLook = this.ports.clock.after(lookMilliseconds, () => this.tick());
  }

  private lookSoon(): void {
    // What cannot be read now is read the next time.
    void this.look().catch(() => undefined);
  }

  private async look(): Promise<void> {
    if (this.closed) return;
    for (const key of (await this.folder.mailFiles()).told) {
      if (this.told.has(key) || this.damaged.has(key)) continue;
      const message = await this.read(key);
      if (message !== undefined) this.told.set(key, message);
    }
    for (const { key, wake } of this.held) if (this.told.has(key)) wake();
  }

  private async read(key: string): Promise<Message | undefined> {
    try {
      return await this.folder.told(key);
    } catch (error) {
      if (!(error instanceof RunFileError)) throw error;
      this.damaged.add(key);
      return undefined;
    }
  }
}

function inWords({ key, text }: Message): string {
  const [kind, number = ''] = key.split('-');
  switch (kind) {
    case 'note':
      return `Note from the engineer: ${text}`;
    case 'earlier':
      return `You asked before this session went on: ${text}`;
    case 'corrected':
      return `An answer that you were given is corrected. ${text}`;
    case 'area':
      return `From your manager: ${text}`;
    default:
      return `Answer to your question ${number}: ${text}`;
  }
}

function unanswered({ blocking }: Asked): string {
  return blocking
    ? `${noAnswerYet} End your turn now; your session goes on when the answer is there.`
    : 'There is no answer yet. You asked this as a question that does not block: go on, and the answer comes with a later call. If you cannot go on without it, ask in other words with "blocking": true.';
}
