/** Keeps the beginning and the end of a stream in bounded memory. Sizes in bytes. */
export class CappedText {
  private readonly head: Buffer[] = [];
  private headSize = 0;
  private tail: Buffer[] = [];
  private tailSize = 0;
  private total = 0;

  constructor(
    private readonly headLimit: number,
    private readonly tailLimit: number,
  ) {}

  add(chunk: Buffer): void {
    this.total += chunk.length;
    const room = this.headLimit - this.headSize;
    if (room > 0) {
      const taken = chunk.subarray(0, room);
      this.head.push(taken);
      this.headSize += taken.length;
      chunk = chunk.subarray(room);
    }
    if (chunk.length === 0) return;
    this.tail.push(chunk);
    this.tailSize += chunk.length;
    if (this.tailSize > 2 * this.tailLimit) {
      const whole = Buffer.concat(this.tail);
      const kept = whole.subarray(whole.length - this.tailLimit);
      this.tail = [Buffer.from(kept)];
      this.tailSize = kept.length;
    }
  }

  text(): string {
    const head = Buffer.concat(this.head);
    const tail = Buffer.concat(this.tail);
    const kept = tail.length > this.tailLimit ? tail.subarray(tail.length - this.tailLimit) : tail;
    const dropped = this.total - head.length - kept.length;
    if (dropped === 0) return Buffer.concat([head, kept]).toString('utf8');
    return `${wholeAtEnd(head)}\n[… ${String(dropped)} bytes left out …]\n${wholeAtStart(kept)}`;
  }
}

function continuesCharacter(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

/** Without the character of which only the first bytes are there: UTF-8 takes four at most. */
function wholeAtEnd(bytes: Buffer): string {
  let lead = bytes.length - 1;
  while (lead > 0 && bytes.length - lead < 4 && continuesCharacter(bytes[lead])) lead -= 1;
  const first = bytes[lead] ?? 0;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  return bytes.subarray(0, length > bytes.length - lead ? lead : bytes.length).toString('utf8');
}

function wholeAtStart(bytes: Buffer): string {
  let start = 0;
  while (start < 3 && continuesCharacter(bytes[start])) start += 1;
  return bytes.subarray(start).toString('utf8');
}
