import assert from 'node:assert/strict';
import { RoutingError } from './routing.js';
import { ladders } from './ladders.js';

describe('the models that are named at Init', () => {
  const rehearsal = ['rehearsal'];

  it('are the rehearsal agent for every role when none is named', () =>
    assert.deepEqual(ladders([]), { architect: rehearsal, manager: rehearsal, coding: rehearsal, merging: rehearsal }));

  it('are for every role, or for the one that stands before them, in the order in which they were named', () => {
    const [first, second] = ['rehearsal:/a', 'rehearsal:/b'];
    assert.deepEqual(ladders([first, 'coding=rehearsal', `coding=${second}`]), { architect: [first], manager: [first], coding: ['rehearsal', second], merging: [first] });
  });

  it('must lead to a backend', () => assert.throws(() => ladders(['manager=nobody-9']), RoutingError));
});
