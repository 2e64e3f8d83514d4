import assert from 'node:assert/strict';
import { emptySnapshot } from '../../test/support/emptySnapshot.js';
import { ticket, verdict } from '../../test/support/observation.js';
import type { RunFields } from '../plan/schemas.js';
import { dashboardOf } from './dashboard.js';

const run = (of: string, started: string, ended: string, fields: Partial<RunFields> = {}): RunFields => ({
  run: `R-20261121T100000-${of}-1-a1b2`, ticket: of, attempt: 1, role: 'coding', model: 'small', base: 'b', reason: 'exited', submitted: true, containment: 'contained', started, ended, outcome: 'submitted', ...fields,
});

const prediction = { difficulty: [1, 2] as [number, number], minutes: [10, 10] as [number, number], dollars: [1, 1] as [number, number] };
const landed = { commit: 'c'.repeat(40), tree: 'd'.repeat(40), base: 'b'.repeat(40), verdict: 'v', at: '2026-11-21T10:20:00Z', how: 'ref' as const };
const created = '2026-11-21T09:00:00Z';
const tickets = new Map([
  ticket('0001', 'done', { created, prediction, landed }),
  ticket('0002', 'in-progress', { created, prediction, 'depends-on': ['0001'] }),
  ticket('0003', 'open', { created, prediction, 'depends-on': ['0002'] }),
  ticket('0004', 'open', { created, prediction }),
].map((one) => [one.fields.id, one] as const));
const history = {
  records: [run('0001', '2026-11-21T10:00:00Z', '2026-11-21T10:10:00Z', { cost: 2 }), run('0002', '2026-11-21T10:05:00Z', '2026-11-21T10:15:00Z', { submitted: false, outcome: 'It crashed.' })],
  verdicts: [{ ...verdict('green'), ticket: '0001', seconds: 60, finished: '2026-11-21T10:18:00Z' }],
  reviews: [],
};

describe('the dashboard of a plan', () => {
  const shown = dashboardOf({ ...emptySnapshot, tickets }, history, [{ ticket: '0002', model: 'large', since: '2026-11-21T10:20:00Z' }], Date.parse('2026-11-21T10:50:00Z'));

  it('counts tickets at work apart, and puts each into the column behind what it waits for, the longest chain marked', () => {
    assert.deepEqual(shown.tickets, { done: 1, open: 2, atWork: 1, stuck: 0, cancelled: 0 });
    assert.deepEqual(shown.graph.nodes.map(({ id, column, isCritical }) => [id, column, isCritical]), [['0002', 1, true], ['0003', 2, true], ['0004', 0, false], ['0001', 0, false]]);
    assert.deepEqual(shown.graph.edges, [{ from: '0001', to: '0002', isCritical: false }, { from: '0002', to: '0003', isCritical: true }]);
  });

  it('draws what overlaps in rows of its own, agents before lanes', () => {
    assert.deepEqual(shown.timeline.map(({ name, bars }) => [name, ...bars.map(({ label, result }) => `${label} ${result}`)]), [
      ['agent 1', '0001 succeeded', '0002 at work'],
      ['agent 2', '0002 failed'],
      ['lane 1', '0001 succeeded'],
    ]);
  });

  it('tells progress, money by role and model, and who takes twice the forecast', () => {
    assert.deepEqual(shown.progress.at(-1), { at: Date.parse(landed.at), done: 1, planned: 4 });
    assert.deepEqual(shown.money.map(({ role, model, spend }) => [role, model, spend.runs, spend.dollars]), [['coding', 'small', 2, 2]]);
    assert.deepEqual(shown.overdue.map(({ ticket: id, took }) => [id, took]), [['0002', 40]]);
    assert.deepEqual(shown.foretold.map(({ ticket: id, took }) => [id, took]), [['0001', 10]]);
  });

  it('shows no more points of a large plan than can be told apart, the last one among them', () => {
    const many = new Map(Array.from({ length: 2000 }, (_, at) => [String(at), ticket(String(at + 1).padStart(4, '0'), 'open', { created })] as const));
    const { progress } = dashboardOf({ ...emptySnapshot, tickets: many }, { records: [], verdicts: [], reviews: [] }, [], Date.parse(created));
    assert.ok(progress.length > 100 && progress.length <= 241, String(progress.length));
    assert.equal(progress.at(-1)?.planned, 2000);
  });
});
