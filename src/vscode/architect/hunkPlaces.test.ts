import assert from 'node:assert/strict';
import { hunksOf } from '../../engine/planning/hunks.js';
import { hunkAt, hunkHeadline, hunkSize } from './hunkPlaces.js';

const hunks = hunksOf('# A\n\n- one\n- two\n- three\n', '# A\n\n- zero\n- one\n- two, better\n');

describe('a hunk of a draft', () => {
  it('is called by the first thing that comes, or that goes, and has a size', () => {
    assert.deepEqual(hunks.map((hunk) => [hunkHeadline(hunk), hunkSize(hunk)]), [
      ['+ - zero', '+1'],
      ['± - two, better', '+1 −2'],
    ]);
    const [gone, blank] = [hunksOf('a\nb\n', 'a\n'), hunksOf('a\n', 'a\n\n')];
    assert.deepEqual([...gone, ...blank].map(hunkHeadline), ['− b', '± (blank lines)']);
  });

  it('is found at the lines of either side that it has, and at no other', () => {
    const places = (side: 'spec' | 'draft') => [1, 2, 3, 4, 5].map((line) => {
      const hunk = hunkAt(hunks, side, line);
      return hunk === undefined ? undefined : hunks.indexOf(hunk);
    });
    assert.deepEqual(places('draft'), [undefined, undefined, 0, undefined, 1]);
    assert.deepEqual(places('spec'), [undefined, 0, 0, 1, 1]);
  });
});
