import assert from 'node:assert/strict';
import { Remembered } from './remembered.js';

describe('what is remembered', () => {
  it('is asked for once, and the oldest is forgotten when there is too much', async () => {
    const asked: string[] = [];
    const remembered = new Remembered<string>(2);
    const ask = (question: string): Promise<string> =>
      remembered.of(question, () => {
        asked.push(question);
        return Promise.resolve(`${question}!`);
      });
    for (const question of ['a', 'b', 'a', 'c', 'b', 'a']) assert.equal(await ask(question), `${question}!`);
    assert.deepEqual(asked, ['a', 'b', 'c', 'a']);
  });
});
