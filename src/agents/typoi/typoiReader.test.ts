import assert from 'node:assert/strict';
import type { AgentEvent } from '../stream/agentEvent.js';
import type { StreamEnd } from '../stream/streamReader.js';
import { readStream } from '../stream/readStream.js';
import { TypoiReader } from './typoiReader.js';

const lines = (...values: readonly object[]): string => values.map((value) => JSON.stringify(value)).join('\n');
const told = (stream: string, end: StreamEnd): readonly AgentEvent[] => readStream('typoi', stream, end).filter(({ kind }) => kind !== 'alive');

describe('the output of typoi', () => {
  it('tells what the model said as one message, its tools, and its end', () => {
    const stream = lines(
      ...[{ type: 'status', text: 'init' }, { type: 'status', text: 'ready' }, { type: 'message', text: 'I ' }, { type: 'message', text: 'look.' }],
      ...[{ type: 'tool', name: 'read', text: 'a\nb' }, { type: 'message', text: 'Done.' }, { type: 'status', text: 'done' }],
    );
    assert.deepEqual(told(stream, { exitCode: 0, asked: false }), [
      { kind: 'started' },
      { kind: 'message', text: 'I look.' },
      { kind: 'tool', id: '1', name: 'read', state: 'completed', output: 'a\nb' },
      { kind: 'message', text: 'Done.' },
      { kind: 'end', outcome: 'completed' },
    ]);
  });

  it('loses nothing of a message that breaks off, and says what ended it', () => {
    const stream = `${lines({ type: 'status', text: 'init' }, { type: 'message', text: 'I lo' })}\n{"type":"mess`;
    assert.deepEqual(told(stream, { asked: true }).slice(1), [{ kind: 'message', text: 'I lo' }, { kind: 'end', outcome: 'interrupted' }]);
    const [, , end] = told(`${stream}\nError: out of luck`, { exitCode: 1, asked: false });
    assert.deepEqual(end, { kind: 'end', outcome: 'failed', failure: { cause: 'crash', words: 'typoi: it ended in the middle of its work. It said: Error: out of luck' } });
  });

  it('tells a message that has no end in parts, and keeps none of them', () => {
    const reader = new TypoiReader();
    const piece = JSON.stringify({ type: 'message', text: 'x'.repeat(10_000) });
    const events = Array.from({ length: 100 }, () => reader.line(piece)).flat();
    const texts = events.flatMap((event) => (event.kind === 'message' ? [event.text.length] : []));
    assert.deepEqual([texts.length, Math.max(...texts)], [14, 70_000]);
  });

  it('tells a wrong option, and tools that did not start, from a crash', () => {
    const cause = (said: string): string | undefined => {
      const end = told(said, { exitCode: 1, asked: false }).at(-1);
      return end?.kind === 'end' ? end.failure?.cause : undefined;
    };
    assert.deepEqual([cause('Unknown option: --yolo'), cause("Sanctum's tools did not start: no runner listens"), cause('')], ['settings', 'tools', 'crash']);
  });

  it('counts a line that is damaged, and passes over one that it does not know', () => {
    const reader = new TypoiReader();
    assert.deepEqual([reader.line('{"type":"tool","name'), reader.line('{"type":"new"}'), reader.line('plain'), reader.badLines], [[{ kind: 'alive' }], [{ kind: 'alive' }], [], 1]);
  });
});
