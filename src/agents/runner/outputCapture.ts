import type { Ports } from '../../platform/ports.js';
import type { Child } from '../../platform/processes.js';
import type { RunFolder } from '../runFolder.js';
import type { AgentEvent } from '../stream/agentEvent.js';
import type { ToldAccount } from '../stream/toldAccount.js';
import type { StreamReader, StreamEnd } from '../stream/streamReader.js';
import { CappedLog } from './cappedLog.js';
import type { StreamAccount, StreamListener } from './eventStream.js';
import { EventStream } from './eventStream.js';
import { WholeLines } from './wholeLines.js';

/** So much output may wait in memory before the agent is held. */
const pendingOutput = 1024 * 1024;

export interface CapturedOutput extends StreamAccount {
  /** What the agent wrote, kept or not. */
  readonly streamBytes: number;
}

/** The agent's two streams, as they are and as events, into one capped log each, at the pace of the disk. */
export class OutputCapture {
  private readonly raw: CappedLog;
  private readonly told: CappedLog;
  private readonly events: EventStream;
  private readonly lines = [new WholeLines(), new WholeLines()] as const;
  private child: Child | undefined;
  private finished = false;

  constructor({ clock, files }: Pick<Ports, 'clock' | 'files'>, folder: RunFolder, limitBytes: number, reader: StreamReader, listener: StreamListener) {
    const drained = (): void => {
      if (this.pendingBytes <= pendingOutput) this.child?.resumeOutput();
    };
    this.raw = new CappedLog(files, { log: folder.streamLog, piece: (n) => folder.streamPiece(n) }, limitBytes, drained);
    this.told = new CappedLog(files, { log: folder.eventLog, piece: (n) => folder.eventPiece(n) }, limitBytes, drained);
    this.events = new EventStream(clock, reader, listener, (line) => this.told.write(Buffer.from(line)));
  }

  /** What the agent told of its use so far. */
  get account(): ToldAccount {
    return this.events.account;
  }

  /** Something that the agent did not print, and that is known of it all the same. */
  learn(event: AgentEvent): void {
    if (!this.finished) this.events.learn(event);
  }

  /** Begins with a child that has printed nothing yet. */
  listenTo(child: Child): void {
    this.child = child;
    const take = (stream: 0 | 1) => (chunk: Buffer) => {
      if (this.finished) return;
      this.raw.write(this.lines[stream].take(chunk));
      this.events.take(stream, chunk);
      if (this.pendingBytes > pendingOutput) child.pauseOutput();
    };
    child.onOutput(take(0));
    child.onErrorOutput(take(1));
  }

  /** Nothing that comes later is heard. */
  async finish(end: StreamEnd): Promise<CapturedOutput> {
    this.finished = true;
    for (const lines of this.lines) this.raw.write(lines.rest());
    const account = this.events.end(end);
    await Promise.all([this.raw.finish(), this.told.finish()]);
    return { ...account, streamBytes: this.raw.bytes };
  }

  private get pendingBytes(): number {
    return this.raw.pendingBytes + this.told.pendingBytes;
  }
}
