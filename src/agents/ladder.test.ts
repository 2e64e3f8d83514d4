import assert from 'node:assert/strict';
import { modelFor } from './ladder.js';

describe('a ladder of models', () => {
  it('is climbed by one rung with each failure, and the last rung stays', () => {
    assert.deepEqual([0, 1, 2, 3, 9].map((failures) => modelFor(['small', 'middle', 'large'], failures)), ['small', 'middle', 'large', 'large', 'large']);
  });

  it('with one rung always leads to that', () => {
    assert.deepEqual([0, 5].map((failures) => modelFor(['only'], failures)), ['only', 'only']);
  });
});
