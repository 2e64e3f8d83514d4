import type { Files } from '../../platform/files.js';

/** Where a capped log lies: its file, and the pieces of the tail while it is being written. */
export interface CappedLogPaths {
  readonly log: string;
  /** The `n`-th piece of what stands behind the part that `log` holds. */
  piece(n: number): string;
}

/** The tail is kept in this many pieces, of which the oldest goes when a new one is full. */
const tailPieces = 8;

/** One append at a time takes at most about this much. */
const largestBatch = 1024 * 1024;

/**
 * Keeps the first half and the last half of a limit, however much is written: neither memory nor disk grows with the output. The
 * first half is appended to the log at once; what follows goes to a ring of small files, which `finish` appends to the log.
 */
export class CappedLog {
  private readonly headLimit: number;
  private readonly tailLimit: number;
  private readonly pieceLimit: number;
  private readonly pieces: { readonly path: string; bytes: number }[] = [];
  private nextPiece = 1;
  private headBytes = 0;
  private dropped = 0;
  private readonly queue: Buffer[] = [];
  private queued = 0;
  private pumping: Promise<void> = Promise.resolve();
  private isPumping = false;
  private received = 0;

  /** `onDrained` is called each time all that was written is on its way to the disk. */
  constructor(
    private readonly files: Files,
    private readonly paths: CappedLogPaths,
    limitBytes: number,
    private readonly onDrained: () => void = () => undefined,
  ) {
    this.headLimit = Math.floor(limitBytes / 2);
    this.tailLimit = limitBytes - this.headLimit;
    this.pieceLimit = Math.max(1, Math.floor(this.tailLimit / tailPieces));
  }

  /** All bytes that were ever written to it, kept or not. */
  get bytes(): number {
    return this.received;
  }

  /** Bytes that wait in memory; who writes should hold back while there are many. */
  get pendingBytes(): number {
    return this.queued;
  }

  write(data: Buffer): void {
    if (data.length === 0) return;
    this.received += data.length;
    this.queue.push(data);
    this.queued += data.length;
    if (!this.isPumping) {
      this.isPumping = true;
      this.pumping = this.pump();
    }
  }

  /** Puts head and tail together into the one log file. Nothing may be written after it. */
  async finish(): Promise<void> {
    await this.pumping;
    if (this.dropped > 0) await this.append(this.paths.log, Buffer.from(`\n[Sanctum left out ${String(this.dropped)} bytes of output here.]\n`));
    for (const piece of this.pieces) {
      const bytes = await this.files.readIfThere(piece.path);
      if (bytes === undefined || !(await this.append(this.paths.log, bytes))) continue;
      await this.files.remove(piece.path);
    }
  }

  private async pump(): Promise<void> {
    while (this.queue.length > 0) {
      const batch: Buffer[] = [];
      let size = 0;
      while (size < largestBatch) {
        const next = this.queue.shift();
        if (next === undefined) break;
        batch.push(next);
        size += next.length;
      }
      await this.store(Buffer.concat(batch));
      this.queued -= size;
    }
    this.isPumping = false;
    this.onDrained();
  }

  private async store(data: Buffer): Promise<void> {
    const head = data.subarray(0, this.headLimit - this.headBytes);
    if (head.length > 0) {
      this.headBytes += head.length;
      if (!(await this.append(this.paths.log, head))) this.dropped += head.length;
    }
    const behind = data.subarray(head.length);
    // What the tail would push out again at once need not be written.
    const skipped = Math.max(0, behind.length - this.tailLimit);
    this.dropped += skipped;
    for (let rest = behind.subarray(skipped); rest.length > 0; ) {
      const piece = this.currentPiece();
      const part = rest.subarray(0, this.pieceLimit - piece.bytes);
      rest = rest.subarray(part.length);
      if (await this.append(piece.path, part)) piece.bytes += part.length;
      else this.dropped += part.length;
      await this.dropOldPieces();
    }
  }

  private currentPiece(): { readonly path: string; bytes: number } {
    const last = this.pieces.at(-1);
    if (last !== undefined && last.bytes < this.pieceLimit) return last;
    const piece = { path: this.paths.piece(this.nextPiece), bytes: 0 };
    this.nextPiece += 1;
    this.pieces.push(piece);
    return piece;
  }

  private async dropOldPieces(): Promise<void> {
    while (this.pieces.length > tailPieces) {
      const oldest = this.pieces.shift();
      if (oldest === undefined) return;
      this.dropped += oldest.bytes;
      await this.files.remove(oldest.path);
    }
  }

  /** False when the disk did not take it: a full disk costs lines of the log, and never the agent's work. */
  private async append(path: string, data: Buffer): Promise<boolean> {
    try {
      await this.files.append(path, data);
      return true;
    } catch {
      return false;
    }
  }
}
