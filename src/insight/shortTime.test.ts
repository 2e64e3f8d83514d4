import assert from 'node:assert/strict';
import { config, ticket } from '../../test/support/observation.js';
import type { Ticket } from '../plan/snapshot.js';
import { isTimeForetold, shortTimes, shortTimeWords } from './shortTime.js';

describe('a limit of time that will hardly do', () => {
  const limits = { ...config.limits, runMinutes: 30 };
  const said = (tickets: readonly Ticket[], likely: Readonly<Record<string, number>>): readonly string[] => {
    const forecasts = Object.fromEntries(Object.entries(likely).map(([id, minutes]) => [id, { least: minutes / 2, likely: minutes, most: minutes * 2, learnedFrom: 3 }]));
    return shortTimes({ config: { ...config, limits }, tickets: new Map(tickets.map((one) => [one.fields.id, one])) }, { tickets: forecasts }).map(shortTimeWords);
  };

  it('is said of a ticket that is yet to be begun, and of no other', () => {
    const tickets = [ticket('0001'), ticket('0002', 'in-progress'), ticket('0003', 'open', { attempts: 1 }), ticket('0004')];
    assert.deepEqual(said(tickets, { '0001': 40, '0002': 40, '0003': 40, '0004': 30 }), ['0001 will take 20 min to 80 min of coding by its forecast, and a run of it ends after 30 min (limits.runMinutes)']);
  });

  it('is a ticket’s own where that is less', () => {
    assert.deepEqual(said([ticket('0001', 'open', { budget: { minutes: 10 } })], { '0001': 20 }), ["0001 will take 10 min to 40 min of coding by its forecast, and a run of it ends after 10 min (the ticket's own budget)"]);
    assert.deepEqual(said([ticket('0001', 'open', { budget: { minutes: 60 } })], { '0001': 25 }), []);
  });

  it('is said once of all tickets that go by the same', () => {
    const tickets = ['0001', '0002', '0003', '0004'].map((id) => ticket(id));
    assert.deepEqual(said([...tickets, ticket('0005', 'open', { budget: { minutes: 5 } })], { '0001': 100, '0002': 100, '0003': 100, '0004': 100, '0005': 6 }), [
      "0005 will take 3.0 min to 12 min of coding by its forecast, and a run of it ends after 5.0 min (the ticket's own budget)",
      '4 tickets (0001, 0002, 0003, …) will each take longer by their forecasts than a run may, 30 min (limits.runMinutes)',
    ]);
  });

  it('is looked for where somebody stated how long a ticket will take that is yet to be begun', () => {
    const of = (one: Ticket): boolean => isTimeForetold({ tickets: new Map([[one.fields.id, one]]) });
    const prediction = { difficulty: [2, 4] as [number, number], minutes: [20, 60] as [number, number] };
    assert.deepEqual([of(ticket('0001', 'open', { prediction })), of(ticket('0001')), of(ticket('0001', 'done', { prediction }))], [true, false, false]);
  });
});
