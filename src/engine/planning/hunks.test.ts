import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { hunksOf, withHunks } from './hunks.js';

const line = fc.constantFrom('a', 'b', 'c', '', '# A', '- x', 'ü\r');
const text = fc.tuple(fc.array(line, { maxLength: 12 }), fc.boolean()).map(([lines, ends]) => lines.join('\n') + (ends ? '\n' : ''));

describe('hunks of two texts', () => {
  it('make the second text of the first, all of them, and none of them leaves it as it is', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const hunks = hunksOf(before, after);
        assert.equal(withHunks(before, hunks), after);
        assert.equal(withHunks(before, []), before);
        for (const { from, removed } of hunks) assert.equal(before.slice(from, from + removed.length), removed);
      }),
    );
  });

  it('can be taken in two steps: what the first step leaves out is what differs then', () => {
    fc.assert(
      fc.property(text, text, fc.integer(), (before, after, mask) => {
        const chosen = hunksOf(before, after).filter((_, at) => ((mask >> at % 31) & 1) === 1);
        const half = withHunks(before, chosen);
        assert.equal(withHunks(half, hunksOf(half, after)), after);
      }),
    );
  });

  it('say at which line they begin on either side', () => {
    const hunks = hunksOf('# A\n\n- one\n- two\n- three\n', '# A\n\n- zero\n- one\n- two, better\n- three\n- four\n');
    assert.deepEqual(hunks.map(({ lineBefore, lineAfter, removed, added }) => [lineBefore, lineAfter, removed, added]), [
      [3, 3, '', '- zero\n'],
      [4, 5, '- two\n', '- two, better\n'],
      [6, 7, '', '- four\n'],
    ]);
  });
});
