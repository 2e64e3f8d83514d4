import { join } from 'node:path';
import { isoSeconds } from '../platform/clock.js';
import type { Ports } from '../platform/ports.js';
import type { Log, LogLevel } from './log.js';

/** `[2026-02-28T14:30:00Z] [INFO] words`: one line, whatever the words hold. */
export function logLine(at: number, level: LogLevel, words: string): string {
  return `[${isoSeconds(at)}] [${level}] ${words.replace(/\s*\n\s*/g, ' | ')}`;
}

/** The log of one session: every line goes to its file, in order, and to a listener. */
export class LogFile implements Log {
  private writing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly ports: Ports,
    readonly path: string,
    private readonly onLine: (line: string, level: LogLevel, words: string) => void,
  ) {}

  /** Makes `run_2026-02-28T14-30-00Z.log` in a folder. */
  static async open(ports: Ports, folder: string, onLine: (line: string, level: LogLevel, words: string) => void): Promise<LogFile> {
    await ports.files.makeFolder(folder);
    const name = `run_${isoSeconds(ports.clock.now()).replace(/:/g, '-')}.log`;
    return new LogFile(ports, join(folder, name), onLine);
  }

  write(level: LogLevel, words: string): void {
    const line = logLine(this.ports.clock.now(), level, words);
    this.writing = this.writing.then(() => this.ports.files.append(this.path, `${line}\n`)).catch(() => undefined);
    this.onLine(line, level, words);
  }

  /** Resolves when all lines are in the file. */
  async flush(): Promise<void> {
    await this.writing;
  }
}
