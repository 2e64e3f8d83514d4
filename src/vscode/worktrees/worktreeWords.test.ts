import assert from 'node:assert/strict';
import { inListOrder, latestOf, size, span } from './worktreeWords.js';

const worktrees = [
  { of: '0001', attempt: 1, path: '/1' },
  { of: 'review-0002', attempt: 1, path: '/2' },
  { of: '0001', attempt: 10, path: '/3' },
  { of: '0002', attempt: 2, path: '/4' },
];

describe('worktrees in words', () => {
  it('come with the newest first, tickets before other work', () => {
    assert.deepEqual(inListOrder(worktrees).map(({ path }) => path), ['/4', '/3', '/1', '/2']);
    assert.equal(latestOf(worktrees, '0001')?.path, '/3');
    assert.equal(latestOf(worktrees, '0003'), undefined);
  });

  it('have a size that a person can compare', () => {
    assert.deepEqual([0, 999, 1000, 12_345_678, 123_456_789, 5e12].map(size), ['0 B', '999 B', '1.0 kB', '12.3 MB', '123 MB', '5.0 TB']);
  });

  it('have an age in one unit', () => {
    assert.deepEqual([0, 61_000, 7_200_000, 86_400_000].map(span), ['a moment', '1 minute', '2 hours', '1 day']);
  });
});
