import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Typed } from './lineEditor.js';
import { LineEditor } from './lineEditor.js';
import { promptRows } from './promptRows.js';

/** The text with the cursor in it. */
function seen(editor: LineEditor): string {
  return `${editor.text.slice(0, editor.cursor)}|${editor.text.slice(editor.cursor)}`;
}

function after(...input: readonly string[]): string {
  const editor = new LineEditor(['first', 'second']);
  for (const piece of input) editor.take(piece);
  return seen(editor);
}

const [left, right, up, down] = ['\u001b[D', '\u001b[C', '\u001b[A', '\u001b[B'];
const [home, end] = ['\u001b[H', '\u001b[F'];

describe('a line at the terminal', () => {
  it('is sent by Enter, and is empty then', () => {
    const editor = new LineEditor();
    assert.deepEqual(editor.take('Hello\rmore'), [{ kind: 'line', text: 'Hello' }] satisfies Typed[]);
    assert.equal(seen(editor), 'more|');
  });

  it('is edited as people expect', () => {
    assert.equal(after('abc', left, 'X'), 'abX|c');
    assert.equal(after('abc', home, 'X', end, 'Y'), 'XabcY|');
    assert.equal(after('abc', left, left, '\u007f'), '|bc');
    assert.equal(after('abc', left, '\u001b[3~'), 'ab|');
    assert.equal(after('one two ', '\u0017'), 'one |');
    assert.equal(after('one two', left, '\u0015'), '|o');
    assert.equal(after('one two', home, right, '\u000b'), 'o|');
    assert.equal(after('one two three', '\u001b[1;5D', '\u001bb'), 'one |two three');
    assert.equal(after('naïve 👩‍👩‍👧', '\u007f'), 'naïve |');
    assert.equal(after('\u007f', left, right, home), '|');
  });

  it('keeps a paste of several lines together, wherever the terminal cuts it, and sends nothing by it', () => {
    const editor = new LineEditor();
    const typed = ['\u001b[20', '0~one\r\ntwo\u001b[2Jx\r', 'three\u001b[201', '~', '!'].flatMap((piece) => editor.take(piece));
    assert.deepEqual(typed, []);
    assert.equal(seen(editor), 'one\ntwo[2Jx\nthree!|');
    assert.deepEqual(editor.take('\r'), [{ kind: 'line', text: 'one\ntwo[2Jx\nthree!' }]);
  });

  it('can have several lines, between which up and down go before they go to the history', () => {
    assert.equal(after('one', '\u001b\r', 'two', up, 'X'), 'oneX|\ntwo');
    assert.equal(after('one', '\u001b\r', 'two', up, up), 'second|');
    assert.equal(after('one\ntwo', up, down, 'X'), 'one\ntwoX|');
  });

  it('brings back what was sent before, and what was being written', () => {
    assert.equal(after('new', up), 'second|');
    assert.equal(after('new', up, up, up), 'first|');
    assert.equal(after('new', up, up, down, down, down), 'new|');
    const editor = new LineEditor();
    editor.remember('same');
    editor.remember('same');
    editor.remember('  ');
    assert.deepEqual(editor.history, ['same']);
  });

  it('is interrupted by Ctrl+C, ended by Ctrl+D when it is empty, cleared by Ctrl+L, and not disturbed by unknown keys', () => {
    const editor = new LineEditor();
    assert.deepEqual(editor.take('a\u0003'), [{ kind: 'interrupt' }]);
    assert.equal(seen(editor), 'a|');
    editor.clear();
    assert.deepEqual(editor.take('\u0004\u000c'), [{ kind: 'end' }, { kind: 'clear' }]);
    editor.take('\u001b[15~\u0007x');
    assert.equal(seen(editor), 'x|');
  });

  it('stays whole whatever keys come: the cursor stands in the text', () => {
    const key = fc.constantFrom('a', 'ü', '👍', ' ', '\n', left, right, up, down, home, end, '\u007f', '\u001b[3~', '\u0015', '\u000b', '\u0017', '\u001bf', '\u001b[1;5D', '\r');
    fc.assert(
      fc.property(fc.array(key, { maxLength: 40 }), (keys) => {
        const editor = new LineEditor(['one', 'two\nthree']);
        for (const one of keys) editor.take(one);
        assert.ok(editor.cursor >= 0 && editor.cursor <= editor.text.length);
      }),
    );
  });
});

describe('the rows of a prompt', () => {
  it('end before the last column, and say where the cursor is', () => {
    assert.deepEqual(promptRows('> ', 'abcdef', 6, 7), { rows: ['> abcd', '  ef'], row: 1, column: 4 });
    assert.deepEqual(promptRows('> ', 'abcdef', 4, 7), { rows: ['> abcd', '  ef'], row: 1, column: 2 });
    assert.deepEqual(promptRows('> ', 'ab\ncd', 2, 80), { rows: ['> ab', '  cd'], row: 0, column: 4 });
    assert.deepEqual(promptRows('> ', 'ab\n', 3, 80), { rows: ['> ab', '  '], row: 1, column: 2 });
    assert.deepEqual(promptRows('> ', '', 0, 80), { rows: ['> '], row: 0, column: 2 });
  });

  it('count two cells for what is as wide as two', () => {
    assert.deepEqual(promptRows('> ', '日本語', 3, 8), { rows: ['> 日本', '  語'], row: 1, column: 4 });
  });
});
