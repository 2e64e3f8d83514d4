import assert from 'node:assert/strict';
import { typedCriterion } from './criterion.js';

describe('a criterion that the engineer types', () => {
  it('is a line, and where it ends so, names a test or a command', () => {
    assert.equal(typedCriterion(' It greets by name [as typed] '), 'It greets by name [as typed]');
    assert.deepEqual(typedCriterion('It greets [test: greets Ada]'), { text: 'It greets', test: 'greets Ada' });
    assert.deepEqual(typedCriterion('It [quietly] greets  [command: test -f "a[1]" ]'), { text: 'It [quietly] greets', command: 'test -f "a[1]"' });
    assert.equal(typedCriterion('[test: alone]'), '[test: alone]');
  });

  it('is refused where it is none', () => {
    for (const typed of ['', '  ', 'two\nlines', 'It greets [test: --all]']) assert.throws(() => typedCriterion(typed), { name: 'ZodError' });
  });
});
