import type { Clock } from '../../platform/clock.js';
import { isoSeconds } from '../../platform/clock.js';
import type { AgentEvent } from '../stream/agentEvent.js';
import type { RecordedEvent } from '../stream/eventRecord.js';
import { eventLine, plainOutput } from '../stream/eventRecord.js';
import type { StreamEnd, StreamReader } from '../stream/streamReader.js';
import type { ToldAccount } from '../stream/toldAccount.js';
import { AccountKeeper } from '../stream/toldAccount.js';
import { CappedLines } from './cappedLines.js';
import type { Sign } from './liveness.js';

/** Who follows an agent by what it prints. */
export interface StreamListener {
  heard(event: AgentEvent): void;
  take(sign: Extract<Sign, { kind: 'output' }>): void;
}

/** What all of the output came to. */
export interface StreamAccount {
  readonly account: ToldAccount;
  readonly badLines: number;
}

/** Output that is no event is looked at this often at most. */
const plainMilliseconds = 1000;

/** What is compared of such output: a spinner and a clock say the same all the time. */
const comparedCharacters = 200;

/** Reads an agent's two streams, line by line as they come, into events. */
export class EventStream {
  private readonly keeper = new AccountKeeper();
  private cutLines = 0;
  private plain = '';
  private nextPlain = -Infinity;
  private readonly streams: readonly [CappedLines, CappedLines];

  /** `write` is given the events in writing, line by line. */
  constructor(
    private readonly clock: Clock,
    private readonly reader: StreamReader,
    private readonly listener: StreamListener,
    private readonly write: (line: string) => void,
  ) {
    const lines = (): CappedLines => new CappedLines((text, isWhole) => this.line(text, isWhole));
    this.streams = [lines(), lines()];
  }

  take(stream: 0 | 1, chunk: Buffer): void {
    this.streams[stream].take(chunk);
  }

  /** What was told of its use so far. */
  get account(): ToldAccount {
    return this.keeper.account;
  }

  /** Something that the agent did not print, and that is known of it all the same. */
  learn(event: AgentEvent): void {
    this.tell([event]);
  }

  /** Nothing comes any more. */
  end(end: StreamEnd): StreamAccount {
    for (const stream of this.streams) stream.end();
    this.tell(this.reader.end(end));
    return { account: this.keeper.account, badLines: this.reader.badLines + this.cutLines };
  }

  private line(text: string, isWhole: boolean): void {
    if (!isWhole) this.cutLines += 1;
    const events = isWhole ? this.reader.line(text) : [];
    if (events.length === 0) this.takePlain(text);
    else this.tell(events);
  }

  private tell(events: readonly AgentEvent[]): void {
    for (const event of events) {
      this.keeper.take(event);
      this.listener.heard(event);
      this.record(event);
    }
  }

  private record(event: RecordedEvent): void {
    const line = eventLine(event, isoSeconds(this.clock.now()));
    if (line !== undefined) this.write(line);
  }

  private takePlain(text: string): void {
    const plain = plainOutput(text);
    if (plain !== undefined) this.record(plain);
    const now = this.clock.monotonic();
    if (now < this.nextPlain) return;
    this.nextPlain = now + plainMilliseconds;
    const compared = text.slice(0, comparedCharacters).replace(/[\d.\s\u2800-\u28ff|/\\-]+/g, '');
    this.listener.take({ kind: 'output', isNew: compared !== this.plain });
    this.plain = compared;
  }
}
