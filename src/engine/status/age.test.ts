import assert from 'node:assert/strict';
import { age } from './age.js';

describe('an age', () => {
  const since = '2026-11-21T07:00:00Z';
  const after = (seconds: number) => age(since, Date.parse(since) + seconds * 1000);

  it('is told in its two largest units', () => {
    assert.deepEqual([0, 59, 60, 192, 3600, 47 * 3600 + 59 * 60, 48 * 3600, 265 * 86_400 + 16 * 3600].map(after), ['0s', '59s', '1m 0s', '3m 12s', '1h 0m', '47h 59m', '2d 0h', '265d 16h']);
  });

  it('is never less than nothing, whatever the clocks say', () => {
    assert.equal(after(-30), '0s');
  });
});
