const newline = 0x0a;

/** A line longer than this is given up, with the agent that writes it: no message of an agent's is so long. */
const longestLine = 64 * 1024 * 1024;

/** Cuts a stream into lines. */
export class Lines {
  private held: Buffer[] = [];
  private heldBytes = 0;

  /** The lines that `chunk` completes, without their ends. Throws RangeError for one without an end. */
  take(chunk: Buffer): readonly string[] {
    const lines: string[] = [];
    let from = 0;
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
      lines.push(Buffer.concat([...this.held, chunk.subarray(from, at)]).toString('utf8'));
      this.held = [];
      this.heldBytes = 0;
      from = at + 1;
    }
    if (from < chunk.length) {
      this.held.push(Buffer.from(chunk.subarray(from)));
      this.heldBytes += chunk.length - from;
    }
    if (this.heldBytes > longestLine) throw new RangeError(`A line of more than ${String(longestLine)} bytes.`);
    return lines;
  }
}
