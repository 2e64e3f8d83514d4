const bracketedPaste = { on: '\u001b[?2004h', off: '\u001b[?2004l' } as const;

/** The keys of a terminal, taken one by one while somebody is asked something, and given back at once when nobody is. */
export class TerminalKeys {
  private isTaken = false;
  private readonly onExit = (): void => this.give();

  constructor(
    private readonly input: NodeJS.ReadStream,
    private readonly output: NodeJS.WriteStream,
    private readonly onKeys: (keys: string) => void,
  ) {
    input.setEncoding('utf8');
  }

  /** In raw mode Ctrl-C is a key as any other. */
  take(): void {
    if (this.isTaken) return;
    this.isTaken = true;
    this.input.setRawMode(true);
    this.output.write(bracketedPaste.on);
    this.input.on('data', this.onKeys);
    this.input.resume();
    process.once('exit', this.onExit);
  }

  give(): void {
    if (!this.isTaken) return;
    this.isTaken = false;
    process.off('exit', this.onExit);
    this.input.off('data', this.onKeys);
    this.input.pause();
    this.output.write(bracketedPaste.off);
    this.input.setRawMode(false);
  }
}
