import assert from 'node:assert/strict';
import { ticketNames } from './cutTickets.js';

describe('the tickets that are there', () => {
  it('are known by their titles, whatever they depend on', () => {
    const shown = '0001 open Greet by name\n0002 in-progress Say "bye" (politely)\n0003 done Last (depends on 0001, 0002)';
    assert.deepEqual([...ticketNames(shown)], ['greet-by-name', 'say-bye-politely', 'last']);
    assert.equal(ticketNames('There are no tickets yet.').size, 0);
  });
});
