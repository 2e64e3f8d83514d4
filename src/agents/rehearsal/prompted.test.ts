import assert from 'node:assert/strict';
import { prompted } from './prompted.js';

describe('what a prompt holds between marks', () => {
  it('is all between the outermost ones', () => {
    assert.equal(prompted('a\n<answer>\none\n</answer>\n<answer>\ntwo\n</answer>\nb', 'answer'), 'one\n</answer>\n<answer>\ntwo');
  });

  it('is nothing where a mark is missing or stands in a line with other words', () => {
    for (const prompt of ['', '<answer>\nx', 'x\n</answer>', '</answer>\n<answer>', 'the <answer>\nx\n</answer>']) assert.equal(prompted(prompt, 'answer'), undefined);
  });
});
