import assert from 'node:assert/strict';
import { agentEventSchema } from '../../src/agents/stream/agentEvent.js';
import type { StreamFormat } from '../../src/agents/stream/formats.js';
import { streamReader } from '../../src/agents/stream/formats.js';

/** So many whole lines stand before each cut: all of them each time would take the square of the time. */
const linesBefore = 5;

/**
 * Reads a recorded stream cut at every byte, as a killed agent leaves it, and begun at every byte, as the end of a capped log begins. Fails
 * where the reader throws, tells what is no event, tells anything of half a line or no end; returns how many cuts there were.
 */
export function readAtEveryByte(format: StreamFormat, recorded: Buffer): number {
  const lines = recorded.toString('utf8').split('\n');
  let cuts = 0;
  for (const [at, line] of lines.entries()) {
    const before = lines.slice(Math.max(0, at - linesBefore), at);
    const bytes = Buffer.from(line);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      // What a cut leaves of a character is no UTF-8.
      isRead(format, [...before, bytes.subarray(0, cut).toString('utf8')]);
      if (cut < bytes.length) tellsNothing(format, before, bytes.subarray(0, cut).toString('utf8'));
      isRead(format, [bytes.subarray(cut).toString('utf8'), ...lines.slice(at + 1, at + 1 + linesBefore)]);
      cuts += 1;
    }
    isRead(format, lines.slice(0, at + 1));
  }
  return cuts;
}

/** Half a line is a sign of life at most. */
function tellsNothing(format: StreamFormat, before: readonly string[], half: string): void {
  const reader = streamReader(format);
  for (const line of before) reader.line(line);
  assert.deepEqual(reader.line(half).filter(({ kind }) => kind !== 'alive'), [], half.slice(-200));
}

function isRead(format: StreamFormat, lines: readonly string[]): void {
  const reader = streamReader(format);
  const told = lines.flatMap((line) => reader.line(line));
  for (const exitCode of [0, 1, undefined]) told.push(...reader.end({ exitCode, asked: exitCode === undefined }));
  assert.ok(told.some(({ kind }) => kind === 'end'), `no end: ${lines.join('\n').slice(-200)}`);
  for (const event of told) assert.ok(agentEventSchema.safeParse(event).success, `no event: ${JSON.stringify(event)}`);
}
