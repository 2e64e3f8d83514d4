/** Runs many pieces of work, a few at a time. Each result can be awaited on its own, so that every one can be a test with a name. */
export class Pool {
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  constructor(private readonly atOnce: number) {}

  run<Value>(work: () => Promise<Value>): Promise<Value> {
    const result = this.turn().then(work).finally(() => {
      this.running -= 1;
      this.waiting.shift()?.();
    });
    // Who awaits it may come late.
    result.catch(() => undefined);
    return result;
  }

  private async turn(): Promise<void> {
    if (this.running >= this.atOnce) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.running += 1;
  }
}
