/** A line longer than this is read no further: no agent says so much at once, and one without an end must not fill the memory. */
export const longestLineBytes = 4 * 1024 * 1024;

const newline = 0x0a;

/** Cuts a stream into lines, of which each may come in any number of pieces. What is no UTF-8 becomes U+FFFD. */
export class CappedLines {
  private pieces: Buffer[] = [];
  private held = 0;
  private isCut = false;

  constructor(private readonly onLine: (text: string, isWhole: boolean) => void) {}

  take(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      if (this.held === 0 && !this.isCut && end - from <= longestLineBytes) this.onLine(withoutReturn(chunk.toString('utf8', from, end)), true);
      else {
        this.hold(chunk.subarray(from, end));
        this.tell();
      }
      from = end + 1;
    }
    if (from < chunk.length) this.hold(chunk.subarray(from));
  }

  /** The stream has ended; so has its last line. */
  end(): void {
    if (this.held > 0 || this.isCut) this.tell();
  }

  private hold(piece: Buffer): void {
    const room = longestLineBytes - this.held;
    if (piece.length > room) this.isCut = true;
    const part = piece.subarray(0, room);
    if (part.length === 0) return;
    // A copy: a part of the chunk would keep all of it in memory.
    this.pieces.push(Buffer.from(part));
    this.held += part.length;
  }

  private tell(): void {
    const text = Buffer.concat(this.pieces, this.held).toString('utf8');
    const isWhole = !this.isCut;
    this.pieces = [];
    this.held = 0;
    this.isCut = false;
    this.onLine(withoutReturn(text), isWhole);
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
