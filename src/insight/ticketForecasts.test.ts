import assert from 'node:assert/strict';
import { ticket } from '../../test/support/observation.js';
import type { RunFields } from '../plan/schemas.js';
import type { Ticket } from '../plan/snapshot.js';
import { forecastLines, planForecast } from './ticketForecasts.js';

const prediction = (least: number, most: number): Ticket['fields']['prediction'] => ({ difficulty: [1, 3], minutes: [least, most], dollars: [0.1, 0.4] });

const run = (of: string, minutes: number, fields: Partial<RunFields> = {}): RunFields => ({
  run: `R-20261121T100000-${of}-1-a1b2`, ticket: of, attempt: 1, role: 'coding', model: 'small', base: 'b', reason: 'exited', submitted: true, containment: 'contained', started: '2026-11-21T10:00:00Z', ended: new Date(Date.parse('2026-11-21T10:00:00Z') + minutes * 60_000).toISOString(), outcome: 'submitted', cost: 0.2, ...fields,
});

function planOf(...tickets: readonly Ticket[]): { readonly tickets: ReadonlyMap<string, Ticket> } {
  return { tickets: new Map(tickets.map((one) => [one.fields.id, one])) };
}

describe('the forecast of a plan', () => {
  it('has for each open ticket what its kind took beyond what was stated, and all of it together', () => {
    const done = Array.from({ length: 12 }, (_, at) => ticket(String(at + 1).padStart(4, '0'), 'done', { prediction: prediction(8, 12.5) }));
    const plan = planOf(...done, ticket('0020', 'open', { prediction: prediction(16, 25) }), ticket('0021', 'in-progress', { prediction: prediction(4, 6) }), ticket('0022', 'stuck', { prediction: prediction(4, 6) }));
    const { left, tickets, score } = planForecast(plan, done.map(({ fields }) => run(fields.id, 30)), 'minutes');
    assert.deepEqual(Object.keys(tickets), ['0020', '0021']);
    assert.ok((tickets['0020']?.likely ?? 0) > 30, 'a statement of twenty minutes is set right by those of ten that took thirty');
    assert.ok(left !== undefined && left.likely > (tickets['0020']?.likely ?? 0));
    assert.deepEqual([left.learnedFrom, score?.count], [12, 11]);
  });

  it('counts all attempts of a ticket by coding agents, and nothing of one that a run does not tell of', () => {
    const plan = planOf(ticket('0001', 'done', {}), ticket('0002', 'done', {}), ticket('0003', 'open', {}));
    const records = [run('0001', 10), run('0001', 30, { attempt: 2 }), run('0001', 500, { role: 'merging' }), run('0001', 500, { model: 'by hand' }), run('0002', 7, { cost: undefined })];
    assert.equal(planForecast(plan, records.slice(0, 4), 'minutes').tickets['0003']?.likely.toFixed(3), '40.000');
    assert.equal(planForecast(plan, records, 'dollars').tickets['0003']?.likely.toFixed(3), '0.400');
  });

  it('is told in two lines, and says of how many it learned', () => {
    const plan = planOf(ticket('0001', 'done', { prediction: prediction(8, 12.5) }), ticket('0002', 'done', { prediction: prediction(8, 12.5) }), ticket('0003', 'open', { prediction: prediction(8, 12.5) }));
    const records = [run('0001', 10), run('0002', 12)];
    const lines = forecastLines({ minutes: planForecast(plan, records, 'minutes'), dollars: planForecast(plan, records, 'dollars') });
    assert.match(lines.join('\n'), /^Left: 4\.\d min to 2\d min of coding, \$0\.\d\d to \$0\.\d\d, in eight of ten cases \(learned from 2 done tickets\)\.\nForecasts: 1 of 1 done tickets lay within theirs; off by a factor of 1\.\d\d on average, .* 1\.20 and the mean of all before by a factor of 1\.20\.$/);
    const fresh = planForecast(planOf(ticket('0003', 'open', { prediction: prediction(8, 12.5) })), [], 'minutes');
    assert.match(forecastLines({ minutes: fresh, dollars: fresh })[0] ?? '', /as the managers stated it: no ticket is done yet/);
    const nothing = planForecast(planOf(ticket('0003', 'open', {})), [], 'minutes');
    assert.deepEqual(forecastLines({ minutes: nothing, dollars: nothing }), []);
  });
});
