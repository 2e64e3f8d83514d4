import assert from 'node:assert/strict';
import { modelFor, shortModel } from './ladder.js';

describe('a ladder of models', () => {
  it('is climbed by one rung with each failure, and the last rung stays', () => {
    assert.deepEqual([0, 1, 2, 3, 9].map((failures) => modelFor(['small', 'middle', 'large'], failures)), ['small', 'middle', 'large', 'large', 'large']);
  });

  it('with one rung always leads to that', () => {
    assert.deepEqual([0, 5].map((failures) => modelFor(['only'], failures)), ['only', 'only']);
  });
});

describe('a model in a row', () => {
  it('is its name, and of a scenario that lies somewhere the file alone', () => {
    assert.deepEqual(['rehearsal:/somewhere/else/night.yaml', 'codex:some/model@local', 'rehearsal'].map(shortModel), ['rehearsal:night.yaml', 'codex:some/model@local', 'rehearsal']);
  });
});
