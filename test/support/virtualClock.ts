import type { Clock } from '../../src/platform/clock.js';

interface Waiting {
  readonly at: number;
  readonly action: () => void;
}

/** A clock that stands still until it is told to go on; it then calls each action at its own time. */
export class VirtualClock implements Clock {
  private milliseconds = 0;
  private readonly waiting = new Set<Waiting>();

  now(): number {
    return Date.UTC(2026, 10, 21) + this.milliseconds;
  }

  monotonic(): number {
    return this.milliseconds;
  }

  after(milliseconds: number, action: () => void): () => void {
    const entry = { at: this.milliseconds + Math.max(0, milliseconds), action };
    this.waiting.add(entry);
    return () => this.waiting.delete(entry);
  }

  /** Goes on to a time, in milliseconds from the beginning. What an action begins is done before the next one. */
  async goTo(milliseconds: number): Promise<void> {
    for (let next = this.next(milliseconds); next !== undefined; next = this.next(milliseconds)) {
      this.waiting.delete(next);
      this.milliseconds = Math.max(this.milliseconds, next.at);
      next.action();
      await settled();
    }
    this.milliseconds = Math.max(this.milliseconds, milliseconds);
  }

  /** As a machine that sleeps: the time goes on, and nothing is called before it wakes. */
  sleep(milliseconds: number): void {
    this.milliseconds += milliseconds;
  }

  private next(until: number): Waiting | undefined {
    const due = [...this.waiting].filter(({ at }) => at <= until);
    return due.sort((one, other) => one.at - other.at)[0];
  }
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
