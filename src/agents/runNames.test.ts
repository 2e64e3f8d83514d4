import assert from 'node:assert/strict';
import { newestFirst, parseRunName } from './runNames.js';

describe('the name of a run', () => {
  it('says what it worked on, at which attempt, since when', () => {
    assert.deepEqual(parseRunName('R-20261121T043000-0012-1-abcd'), { of: '0012', attempt: 1, began: '2026-11-21T04:30:00Z' });
    assert.deepEqual(parseRunName('R-20261121T043000-answer-Q-0001-manager-3-abcd')?.of, 'answer-Q-0001-manager');
  });

  it('is not read out of other names', () => assert.equal(parseRunName('output'), undefined));

  it('sorts by time', () => assert.deepEqual(newestFirst(['R-20261121T043000-0012-1-abcd', 'R-20261122T043000-0001-1-abcd']), ['R-20261122T043000-0001-1-abcd', 'R-20261121T043000-0012-1-abcd']));
});
