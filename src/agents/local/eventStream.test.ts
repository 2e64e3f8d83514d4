import assert from 'node:assert/strict';
import { eventData, linesOf } from './eventStream.js';

async function lines(chunks: readonly Uint8Array[]): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const line of linesOf((async function* () { yield* chunks; await Promise.resolve(); })())) found.push(line);
  return found;
}

describe('a stream of events', () => {
  it('has the same lines wherever it is cut', async () => {
    const whole = Buffer.from('event: a\r\ndata: {"x":"Größe 🙂"}\n\ndata: [DONE]\nrest');
    const expected = ['event: a', 'data: {"x":"Größe 🙂"}', '', 'data: [DONE]', 'rest'];
    for (let at = 0; at <= whole.length; at += 1) assert.deepEqual(await lines([whole.subarray(0, at), whole.subarray(at)]), expected);
    assert.deepEqual(await lines([...whole].map((byte) => Uint8Array.of(byte))), expected);
  });

  it('tells data from what is none', () => {
    assert.deepEqual([eventData('data: {"a":1}'), eventData('data:{"a":1}'), eventData('data: [DONE]'), eventData('event: x'), eventData('data: {"a'), eventData('data: 1')], [{ a: 1 }, { a: 1 }, undefined, undefined, undefined, undefined]);
  });
});
