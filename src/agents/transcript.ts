import { RunFileError } from './runFolder.js';
import type { RunFolder } from './runFolder.js';
import type { TimedEvent } from './stream/eventRecord.js';
import { plainOutput, readEventLine } from './stream/eventRecord.js';
import { EventWords, plainText } from './stream/eventWords.js';
import { streamReader } from './stream/formats.js';
import type { StreamFormat } from './stream/formats.js';

/** As much of a run as is shown, in bytes. */
export const transcriptBytes = 1024 * 1024;

/** The end of what is kept of a run, in whole lines. */
export interface KeptLines {
  readonly lines: readonly string[];
  /** There was more before. */
  readonly isOmitted: boolean;
}

/** Whether nothing of a run comes any more. A record that cannot be read is the end of it as well. */
export async function hasEnded(folder: RunFolder): Promise<boolean> {
  try {
    return (await folder.exit()) !== undefined || (await folder.runner()) === undefined;
  } catch (error) {
    if (error instanceof RunFileError) return true;
    throw error;
  }
}

function wholeLines(bytes: Buffer, isOver: boolean): KeptLines {
  const isOmitted = bytes.length > transcriptBytes;
  const lines = bytes.toString('utf8').split('\n');
  // What stands behind the last line end is nothing, or half a line; so may be what stands before the first where more was left out.
  const last = lines.pop() ?? '';
  if (isOmitted) lines.shift();
  return { lines: isOver && last !== '' ? [...lines, last] : lines, isOmitted };
}

/** What the agent printed. */
export async function keptOutput(folder: RunFolder, isOver: boolean): Promise<KeptLines> {
  return wholeLines(await folder.readStreamEnd(transcriptBytes + 1), isOver);
}

/** The run's events in writing. */
export async function keptEvents(folder: RunFolder, isOver: boolean): Promise<KeptLines> {
  return wholeLines(await folder.readEventsEnd(transcriptBytes + 1), isOver);
}

/** Events from output that no runner has read while it came. */
function eventsIn(format: StreamFormat, lines: readonly string[]): readonly TimedEvent[] {
  const reader = streamReader(format);
  return lines.flatMap((line) => {
    const events = reader.line(line);
    const plain = events.length === 0 ? plainOutput(line) : undefined;
    return [...events, ...(plain === undefined ? [] : [plain])].map((event) => ({ event }));
  });
}

async function formatOf(folder: RunFolder): Promise<StreamFormat | undefined> {
  try {
    return (await folder.order())?.stream;
  } catch (error) {
    if (error instanceof RunFileError) return undefined;
    throw error;
  }
}

/** What an agent did and said, for a person to read; '' where nothing is known. */
export async function transcriptText(folder: RunFolder, isOver: boolean): Promise<string> {
  const kept = await keptEvents(folder, isOver);
  const { lines, isOmitted } = kept.lines.length > 0 ? kept : await keptOutput(folder, isOver);
  const format = kept.lines.length > 0 ? undefined : await formatOf(folder);
  const events = kept.lines.length > 0 ? lines.map(readEventLine) : format === undefined ? [] : eventsIn(format, lines);
  const words = new EventWords();
  const told = events.flatMap((timed) => (timed === undefined ? [] : words.take(timed.event)));
  const head = isOmitted ? [`[The last ${String(transcriptBytes / 1024 / 1024)} MB of it; what was before is left out.]`] : [];
  return [...head, ...(events.length === 0 ? lines.map(plainText) : [...told, ...(isOver ? [] : words.pending)])].join('\n');
}
