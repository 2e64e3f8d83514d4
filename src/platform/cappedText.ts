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
      const kept = Buffer.concat(this.tail).subarray(-this.tailLimit);
      this.tail = [Buffer.from(kept)];
      this.tailSize = kept.length;
    }
  }

  text(): string {
    const tail = Buffer.concat(this.tail).subarray(-this.tailLimit);
    const dropped = this.total - this.headSize - tail.length;
    const gap = dropped > 0 ? `\n[… ${String(dropped)} bytes left out …]\n` : '';
    return `${Buffer.concat(this.head).toString('utf8')}${gap}${tail.toString('utf8')}`;
  }
}
