import assert from 'node:assert/strict';
import type { Wish } from './answerLine.js';
import { afterKey, emptyLine, keysOf } from './answerLine.js';

/** What stands in the line after these keys, and what they asked for. */
function typed(keys: string): { readonly text: string; readonly wishes: readonly Wish[] } {
  let line = emptyLine;
  const wishes: Wish[] = [];
  for (const key of keysOf(keys)) {
    const after = afterKey(line, key);
    line = after.line;
    if (after.wish !== undefined) wishes.push(after.wish);
  }
  return { text: line.text, wishes };
}

describe('the line of an answer', () => {
  it('takes what is typed, in any script', () => {
    assert.deepEqual(typed('Größer: 東 👍🏽!'), { text: 'Größer: 東 👍🏽!', wishes: [] });
  });

  it('loses its last character to Backspace, however many bytes that has', () => {
    assert.equal(typed('ab\u007f').text, 'a');
    assert.equal(typed('a👍🏽\b').text, 'a');
    assert.equal(typed('e\u0301\u007f').text, '');
    assert.equal(typed('\u007f\u007fa').text, 'a');
  });

  it('is emptied by Ctrl-U', () => {
    assert.equal(typed('all of it\u0015now').text, 'now');
  });

  it('is sent by Enter when there is something in it, and skips the question when there is not', () => {
    assert.deepEqual(typed('yes\r').wishes, ['send']);
    assert.deepEqual(typed('\r').wishes, ['skip']);
    assert.deepEqual(typed('  \n').wishes, ['skip']);
  });

  it('is left by Escape, and forgets what was typed', () => {
    assert.deepEqual(typed('half an ans\u001b'), { text: '', wishes: ['skip'] });
  });

  it('hands Ctrl-C on', () => {
    assert.deepEqual(typed('a\u0003b'), { text: 'ab', wishes: ['interrupt'] });
  });

  it('does not mind keys that mean nothing to it', () => {
    assert.deepEqual(typed('a\u001b[A\u001b[1;5C\u001bOP\u001b[3~\u001bx\t\u0000b'), { text: 'ab', wishes: [] });
  });

  it('takes pasted lines as one, and sends none of them by itself', () => {
    assert.deepEqual(typed('\u001b[200~first\r\nsecond\tthird\rfourth\u0003\u001b[201~'), { text: 'first second third fourth', wishes: [] });
    assert.deepEqual(typed('\u001b[200~pasted\u001b[201~\r').wishes, ['send']);
  });
});
