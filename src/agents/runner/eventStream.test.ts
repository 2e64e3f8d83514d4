import assert from 'node:assert/strict';
import { VirtualClock } from '../../../test/support/virtualClock.js';
import { streamReader } from '../stream/formats.js';
import type { AgentEvent } from '../stream/agentEvent.js';
import { longestKeptText, readEventLine } from '../stream/eventRecord.js';
import { longestLineBytes } from './cappedLines.js';
import { EventStream } from './eventStream.js';

function open(clock = new VirtualClock()) {
  const heard: AgentEvent[] = [];
  const plain: boolean[] = [];
  const written: string[] = [];
  const listener = { heard: (event: AgentEvent) => void heard.push(event), take: ({ isNew }: { isNew: boolean }) => void plain.push(isNew) };
  return { stream: new EventStream(clock, streamReader('codex'), listener, (line) => written.push(line)), heard, plain, written };
}

const message = (text: string): string => `${JSON.stringify({ type: 'item.completed', item: { id: 'i', type: 'agent_message', text } })}\n`;

describe('the events of a stream', () => {
  it('are the same however the output comes in pieces', () => {
    const output = Buffer.from(`${message('Ünï')}\r\n${message('two')}{"type":"broken\n${message('three').trimEnd()}`);
    for (let size = 1; size <= output.length; size += 1) {
      const { stream, heard, written } = open();
      for (let at = 0; at < output.length; at += size) stream.take(0, output.subarray(at, at + size));
      const { badLines } = stream.end({ exitCode: 0, asked: false });
      assert.deepEqual(heard.flatMap((event) => (event.kind === 'message' ? [event.text] : [])), ['Ünï', 'two', 'three']);
      assert.equal(badLines, 1);
      assert.equal(written.length, 4);
    }
  });

  it('of one stream are not torn by the other', () => {
    const { stream, heard } = open();
    const [one, other] = [Buffer.from(message('one')), Buffer.from(message('other'))];
    for (let at = 0; at < other.length; at += 1) {
      stream.take(0, one.subarray(at, at + 1));
      stream.take(1, other.subarray(at, at + 1));
    }
    assert.deepEqual(heard.map((event) => event.kind === 'message' && event.text), ['one', 'other']);
  });

  it('are not read from a line without an end, which is counted', () => {
    const { stream, heard } = open();
    const block = Buffer.alloc(longestLineBytes / 4, 'x');
    for (let n = 0; n < 9; n += 1) stream.take(0, block);
    stream.take(0, Buffer.from(`\n${message('after')}`));
    assert.deepEqual([heard.length, stream.end({ exitCode: 0, asked: false }).badLines], [1, 1]);
  });

  it('are kept with the beginning and the end of a long text, and with their time', () => {
    const { stream, written } = open();
    stream.take(0, Buffer.from(message(`a${'x'.repeat(100_000)}z`)));
    const read = readEventLine((written[0] ?? '').trimEnd());
    assert.equal(read?.at, '2026-11-21T00:00:00Z');
    assert.ok(read.event.kind === 'message' && read.event.text.length < longestKeptText + 100);
    assert.match(read.event.text, /^ax+\n\[83618 characters left out\]\nx+z$/);
    assert.equal(readEventLine('[Sanctum left out 3 bytes of output here.]'), undefined);
    assert.equal(readEventLine('{"at":"2026-11-21T00:00:00Z","kind":"mess'), undefined);
  });

  it('are none in other words, of which a spinner says the same over and over', async () => {
    const clock = new VirtualClock();
    const { stream, plain } = open(clock);
    for (const [second, words] of ['Working | 1s', 'Working / 2s', 'Working - 3s', 'Compiling'].entries()) {
      await clock.goTo(second * 1000);
      stream.take(1, Buffer.from(`${words}\nnot looked at\n`));
    }
    assert.deepEqual(plain, [true, false, false, true]);
  });

  it('come to an account that counts what the session had used before only once', () => {
    const { stream } = open();
    stream.take(0, Buffer.from('{"type":"thread.started","thread_id":"t"}\n{"type":"turn.completed","usage":{"input_tokens":10,"output_tokens":2}}\n'));
    assert.deepEqual(stream.end({ exitCode: 0, asked: false }).account, { session: 't', run: {}, whole: { tokens: { input: 10, output: 2 } } });
  });
});
