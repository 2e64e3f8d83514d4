import type { Ports } from '../platform/ports.js';
import { isoSeconds } from '../platform/clock.js';
import type { GateResult } from './gate.js';

/** How much of what a gate prints is shown while it runs. In bytes; the end of it is in the verdict in any case. */
const longest = 1024 * 1024;

const ending = '== ';

/** What a gate prints, in a file of its own, for whoever looks while it runs. */
export class GateLog {
  private writing: Promise<void>;
  private written = 0;
  private failure: unknown;

  private constructor(
    private readonly ports: Pick<Ports, 'files' | 'clock'>,
    private readonly path: string,
    opening: string,
  ) {
    this.writing = this.tried(() => ports.files.write(path, opening));
  }

  /** Begins the log anew: it is of one test. */
  static begin(ports: Pick<Ports, 'files' | 'clock'>, path: string, of: string): GateLog {
    return new GateLog(ports, path, `== ${isoSeconds(ports.clock.now())} testing ${of}\n`);
  }

  take(chunk: Buffer): void {
    const room = longest - this.written;
    if (room <= 0) return;
    this.written += chunk.length;
    const left = chunk.length > room ? `\n[… more is not kept here …]\n` : '';
    this.append(Buffer.concat([chunk.subarray(0, room), Buffer.from(left)]));
  }

  /** The last line, by which a reader knows that no more comes. Resolves with why something could not be kept, or nothing. */
  async end(result: Pick<GateResult, 'words'> | undefined): Promise<string | undefined> {
    this.append(`\n${ending}${isoSeconds(this.ports.clock.now())} ended: ${result?.words ?? 'it was stopped.'}\n`);
    await this.writing;
    if (this.failure === undefined) return undefined;
    return this.failure instanceof Error ? this.failure.message : 'it could not be written';
  }

  /** What cannot be kept is no reason for a gate to fail. */
  private async tried(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      this.failure ??= error;
    }
  }

  private append(data: string | Uint8Array): void {
    this.writing = this.writing.then(() => this.tried(() => this.ports.files.append(this.path, data)));
  }
}

/** Whether a gate's log has its last line. */
export function isEnded(text: string): boolean {
  const last = text.trimEnd().split('\n').at(-1) ?? '';
  return last.startsWith(ending) && last.includes(' ended: ');
}
