/** What is written to a program's standard input. */
export class Pipe {
  private text = Buffer.alloc(0);
  private isEnded = false;
  private wake: (() => void) | undefined;
  private writing = 0;
  private afterWrites: (() => void) | undefined;

  /** Chunks in their order: a turn may hand over a later one first, so that each takes the oldest that was written. */
  private readonly unsent: Buffer[] = [];

  /** Something was written; `take` hands the oldest of it over. */
  wrote(chunk: Buffer): void {
    this.unsent.push(chunk);
    this.writing += 1;
  }

  take(): void {
    const chunk = this.unsent.shift();
    this.writing -= 1;
    if (chunk !== undefined) this.text = Buffer.concat([this.text, chunk]);
    this.wake?.();
    if (this.writing === 0) this.afterWrites?.();
  }

  end(): void {
    this.isEnded = true;
    this.wake?.();
  }

  /** Ends when all that was written is handed over and `turn` has come. */
  endAfterWrites(turn: () => Promise<void>): void {
    this.afterWrites = () => {
      this.afterWrites = undefined;
      void turn().then(() => this.end());
    };
    if (this.writing === 0) this.afterWrites();
  }

  /** The next line without its end; undefined when there is no more. */
  async line(): Promise<string | undefined> {
    for (;;) {
      const end = this.text.indexOf(0x0a);
      if (end >= 0) {
        const line = this.text.toString('utf8', 0, end);
        this.text = this.text.subarray(end + 1);
        return line;
      }
      if (this.isEnded) return undefined;
      await this.more();
    }
  }

  /** All of it, when there is no more. */
  async all(): Promise<Buffer> {
    while (!this.isEnded) await this.more();
    return this.text;
  }

  private async more(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.wake = resolve;
    });
    this.wake = undefined;
  }
}
