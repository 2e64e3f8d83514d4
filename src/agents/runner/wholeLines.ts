/** A line longer than this is handed on in pieces. */
const longestHeldLine = 64 * 1024;

const newline = 0x0a;

/** Holds the unfinished last line of a stream back, so that two streams in one log do not break each other's lines. */
export class WholeLines {
  private held: Buffer = Buffer.alloc(0);

  /** What can be handed on now that `chunk` came: whole lines, or nothing. */
  take(chunk: Buffer): Buffer {
    const all = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
    const end = all.lastIndexOf(newline) + 1;
    const whole = all.length - end > longestHeldLine ? all.length : end;
    // A copy: a part of the chunk would keep all of it in memory.
    this.held = Buffer.from(all.subarray(whole));
    return all.subarray(0, whole);
  }

  /** What is still held when the stream has ended. */
  rest(): Buffer {
    const rest = this.held;
    this.held = Buffer.alloc(0);
    return rest;
  }
}
