import { createHash } from 'node:crypto';
import type { Dice } from './dice.js';
import type { Life } from './life.js';

interface Task {
  readonly owner: Life;
  due: number;
  readonly label: string;
  readonly action: () => void;
  cancelled: boolean;
}

/** All that happens in a simulated world, one thing after the other. Of what could happen now the dice say what does; time goes on when nothing can. */
export class Scheduler {
  /** Virtual milliseconds since the epoch. */
  now: number;
  /** How many things have happened. */
  steps = 0;
  /** The number of the first step of the present millisecond. */
  stillSince = 0;
  private ready: Task[] = [];
  private later: Task[] = [];
  private readonly trace = createHash('sha256');
  /** The last labels, for a report. */
  readonly recent: string[] = [];

  constructor(
    private readonly dice: Dice,
    /** Calls back when nothing that was resolved is left to go on. */
    private readonly settled: (next: () => void) => void,
    began: number,
  ) {
    this.now = began;
  }

  /** Has `action` happen some time after `delay` milliseconds, unless its owner has died by then. Returns what cancels it. */
  schedule(owner: Life, label: string, action: () => void, delay = 0): () => void {
    const task: Task = { owner, due: this.now + Math.max(0, delay), label, action, cancelled: false };
    if (delay <= 0) this.ready.push(task);
    else this.later.push(task);
    return () => {
      task.cancelled = true;
    };
  }

  /** Resolves when its turn has come; never for an owner that died. */
  turn(owner: Life, label: string, delay = 0): Promise<void> {
    return new Promise((resolve) => {
      this.schedule(owner, label, resolve, delay);
    });
  }

  /** A word in the trace that is no event of its own. */
  note(label: string): void {
    this.trace.update(`${String(this.now)} ${label}\n`);
    this.recent.push(`${String(this.now)} ${label}`);
    if (this.recent.length > 4000) this.recent.splice(0, 2000);
  }

  /** What happened so far, as one number: two runs of one seed have the same. */
  fingerprint(): string {
    return this.trace.copy().digest('hex').slice(0, 16);
  }

  /** Lets things happen until `isOver`. False when nothing is left that could. */
  async run(isOver: () => boolean): Promise<boolean> {
    while (!isOver()) {
      await new Promise<void>((resolve) => {
        this.settled(resolve);
      });
      const task = this.take();
      if (task === undefined) return false;
      this.steps += 1;
      this.note(task.label);
      task.action();
    }
    return true;
  }

  private take(): Task | undefined {
    for (;;) {
      this.ready = this.ready.filter(isWanted);
      if (this.ready.length === 0 && !this.advance()) return undefined;
      const index = this.dice.below(this.ready.length);
      const task = this.ready[index];
      if (task === undefined) continue;
      const last = this.ready.pop();
      if (last !== undefined && last !== task) this.ready[index] = last;
      if (task.owner.sleepsUntil <= this.now) return task;
      task.due = task.owner.sleepsUntil;
      this.later.push(task);
    }
  }

  /** Time goes on to what is due next. */
  private advance(): boolean {
    this.later = this.later.filter(isWanted);
    if (this.later.length === 0) return false;
    const due = this.later.reduce((least, task) => Math.min(least, task.due), Infinity);
    if (due > this.now) this.stillSince = this.steps;
    this.now = Math.max(this.now, due);
    this.ready.push(...this.later.filter((task) => task.due <= this.now));
    this.later = this.later.filter((task) => task.due > this.now);
    return true;
  }
}

function isWanted({ cancelled, owner }: Task): boolean {
  return !cancelled && !owner.isOver;
}
