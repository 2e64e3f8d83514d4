import assert from 'node:assert/strict';
import { fencedBlocks } from './fences.js';

describe('a fenced block', () => {
  it('ends with a fence of its kind that is as long, and holds others', () => {
    const [block, ...more] = fencedBlocks('a\n```` md\n```js\nx\n```\n~~~~\n`````\nb\n');
    assert.deepEqual([block?.info, block?.body, block?.first, block?.last, more.length], ['md', '```js\nx\n```\n~~~~', 1, 6, 0]);
  });

  it('in a list item loses the indent of its fence', () => {
    const [block] = fencedBlocks('- item\n  ~~~ x\n  a\n    b\n c\n\n  ~~~\n');
    assert.deepEqual([block?.indent, block?.body], [2, 'a\n  b\nc\n']);
  });

  it('that is not closed goes on to the end', () => {
    const [block] = fencedBlocks('```\na\nb');
    assert.deepEqual([block?.closed, block?.last, block?.body], [false, 2, 'a\nb']);
  });

  it('is not code between backticks in a line', () => {
    assert.deepEqual(fencedBlocks('```a``` is code\n'), []);
  });
});
