import assert from 'node:assert/strict';
import { ticket } from '../../test/support/observation.js';
import { chainMinutes, criticalPath } from './criticalPath.js';

const planned = (id: string, minutes: number | undefined, ...waits: readonly string[]) =>
  [id, ticket(id, 'open', { 'depends-on': [...waits], ...(minutes === undefined ? {} : { prediction: { difficulty: [1, 2], minutes: [minutes, minutes], dollars: [1, 1] } }) })] as const;

describe('the critical path', () => {
  it('is the chain of waiting tickets that takes longest, whatever their numbers are', () => {
    const tickets = new Map([planned('0001', 50), planned('0002', 10), planned('0003', 30, '0002'), planned('0004', 20, '0003', '0001'), planned('0005', undefined, '0002')]);
    const chains = chainMinutes(tickets);
    assert.deepEqual([...chains].sort().map(([id, minutes]) => [id, Math.round(minutes)]), [['0001', 70], ['0002', 60], ['0003', 50], ['0004', 20], ['0005', 28]]);
    assert.deepEqual(criticalPath(tickets, chains), ['0001', '0004']);
  });

  it('leaves out what is at its end, and counts tickets where nobody said what they take', () => {
    const tickets = new Map([['0001', ticket('0001', 'done')] as const, planned('0002', undefined, '0001'), planned('0003', undefined, '0002')]);
    assert.deepEqual([...chainMinutes(tickets)].sort(), [['0002', 2], ['0003', 1]]);
    assert.deepEqual(criticalPath(new Map(), new Map()), []);
  });
});
