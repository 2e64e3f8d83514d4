/** Whether a simulated process lives. What belongs to one that has died never happens. */
export class Life {
  private alive = true;
  /** While its machine sleeps, nothing of it happens. Virtual milliseconds since the epoch. */
  sleepsUntil = 0;
  private readonly onEnds: (() => void)[] = [];

  get isOver(): boolean {
    return !this.alive;
  }

  /** Safe to repeat. */
  end(): void {
    if (!this.alive) return;
    this.alive = false;
    for (const onEnd of this.onEnds.splice(0)) onEnd();
  }

  /** Called once when it ends, or at once when it already has. */
  onEnd(listener: () => void): void {
    if (this.alive) this.onEnds.push(listener);
    else listener();
  }
}

/** What a killed process waits for. */
export function never<T>(): Promise<T> {
  return new Promise<T>(() => undefined);
}
