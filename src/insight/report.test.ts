import assert from 'node:assert/strict';
import { emptySnapshot } from '../../test/support/emptySnapshot.js';
import { ticket, verdict } from '../../test/support/observation.js';
import { questionSchema } from '../plan/planningSchemas.js';
import type { RunFields, Verdict } from '../plan/schemas.js';
import { reportOf } from './report.js';
import { reportCsv, reportLines } from './reportText.js';

const run = (of: string, fields: Partial<RunFields> = {}): RunFields => ({
  run: `R-20261121T100000-${of}-1-a1b2`, ticket: of, attempt: 1, role: 'coding', model: 'small', base: 'b', reason: 'exited', submitted: true, containment: 'contained', started: '2026-11-21T10:00:00Z', ended: '2026-11-21T10:10:00Z', outcome: 'submitted', ...fields,
});

const tickets = new Map(
  [
    ticket('0001', 'done', { area: 'parser' }),
    ticket('0002', 'done', { area: 'parser', failures: 1, kind: 'fix' }),
    ticket('0003', 'stuck', { area: 'printer', failures: 3 }),
  ].map((one) => [one.fields.id, one] as const),
);

const records = [
  run('0001', { tokens: { input: 1500, output: 500 }, cost: 0.5 }),
  run('0002', { submitted: false, outcome: 'The run reached its cap of time and was ended.' }),
  run('0002', { attempt: 2, model: 'large, new', started: '2026-11-21T11:00:00Z', ended: '2026-11-21T11:20:00Z' }),
  run('0003', { submitted: false, outcome: 'The submission was refused.' }),
  { ...run('0003', { role: 'manager', outcome: 'answered' }), ticket: undefined, work: 'answer-Q-0001-manager' } as unknown as RunFields,
  run('0001', { model: 'by hand', reason: 'by hand' }),
];

const history = { records, verdicts: [], reviews: [{ ticket: '0002', attempt: 2 }] };
const report = reportOf({ ...emptySnapshot, tickets }, history, undefined);

describe('the report', () => {
  it('puts runs together by model, role, area and kind, and leaves out what the engineer did', () => {
    assert.deepEqual(
      report.rows.map(({ by, name, spend, submitted, tickets: of }) => [by, name, spend.runs, submitted, of.all, of.done, of.firstTime, of.stuck]),
      [
        ['model', 'large, new', 1, 1, 1, 1, 0, 0],
        ['model', 'small', 4, 2, 3, 2, 1, 1],
        ['role', 'coding', 4, 2, 3, 2, 1, 1],
        ['role', 'manager', 1, 1, 0, 0, 0, 0],
        ['area', 'parser', 3, 2, 2, 2, 1, 0],
        ['area', 'printer', 1, 0, 1, 0, 0, 1],
        ['kind', 'feature', 2, 1, 2, 1, 1, 1],
        ['kind', 'fix', 2, 1, 1, 1, 0, 0],
      ],
    );
    assert.deepEqual(report.tickets, { done: 2, open: 0, stuck: 1, cancelled: 0 });
  });

  it('says why runs came to nothing, the most frequent cause first', () => {
    const [, small] = report.rows;
    assert.deepEqual(small?.failures, [
      { words: 'The run reached its cap of time and was ended.', times: 1 },
      { words: 'The submission was refused.', times: 1 },
    ]);
  });

  it('calls nothing landed at once that failed before a retry forgave it', () => {
    const forgiven = ticket('0001', 'done', { forgiven: 3 });
    assert.deepEqual(reportOf({ ...emptySnapshot, tickets: new Map([['0001', forgiven]]) }, { ...history, records: [run('0001')] }, undefined).rows[0]?.tickets, { all: 1, done: 1, firstTime: 0, stuck: 0, promoted: 0 });
  });

  it('can be that of what ended since a moment', () => {
    assert.deepEqual(reportOf({ ...emptySnapshot, tickets }, history, '2026-11-21T11:00:00Z').rows.map(({ name }) => name), ['large, new', 'coding', 'parser', 'fix']);
  });

  it('is a page for a person', () => {
    assert.equal(
      reportLines(report).slice(0, 8).join('\n'),
      `The whole history of this plan.
Tickets: 2 done, 0 open, 1 stuck, 0 cancelled.
Runs: 5 runs, 60 minutes, $0.50, 2k tokens (4 runs told no tokens).
You were asked 0 times.

Model       runs  handed in  landed at once  stuck  promoted  reviews  minutes  gate  answers  to land  tokens  money
large, new     1          1             0/1      0         0        1     20.0
small          4          2             1/3      1         1              40.0                              2k  $0.50`,
    );
    assert.ok(reportLines(report).join('\n').endsWith('\n\nWhether it paid that another model went on:\n  small → large, new: 1 ticket, 1 finished by it, 0 not'));
    assert.equal(reportLines(reportOf(emptySnapshot, { records: [], verdicts: [], reviews: [] }, undefined)).length, 4);
  });

  it('puts gate, answers and the way to master down to the model that was at work', () => {
    const landed = { commit: 'c'.repeat(40), tree: 'd'.repeat(40), base: 'b'.repeat(40), verdict: 'v', at: '2026-11-21T11:30:00Z', how: 'ref' as const };
    const own = new Map([['0001', ticket('0001', 'done', { landed })], ['0002', ticket('0002', 'done', { landed })]]);
    const asker = { role: 'coding' as const, run: 'R-20261121T100000-0001-1-a1b2', number: 1, ticket: '0001' };
    const fields = questionSchema.parse({ id: 'Q-0001', state: 'answered', asker, blocking: true, asked: '2026-11-21T10:05:00Z', path: [{ level: 'manager', at: '2026-11-21T10:05:00Z' }, { level: 'engineer', at: '2026-11-21T10:10:00Z' }], answer: 'Yes.', answered: { by: 'engineer', at: '2026-11-21T10:25:00Z' } });
    const questions = new Map([['Q-0001', { path: 'questions/Q-0001.md', blob: 'b', text: '', fields }]]);
    const verdicts: readonly Verdict[] = [
      { ...verdict('green'), seconds: 60, stack: ['0001', '0002'], ticket: '0002', finished: '2026-11-21T11:25:00Z' },
      { ...verdict('red'), seconds: 30, purpose: 'master', finished: '2026-11-21T11:00:00Z' },
      { ...verdict('red'), seconds: 30, purpose: 'master', finished: '2026-11-21T12:00:00Z' },
      { ...verdict('red'), seconds: 30, purpose: 'master', cause: 'flaky', failing: ['b'], finished: '2026-11-21T09:00:00Z' },
    ];
    const told = reportOf({ tickets: own, questions }, { records: records.slice(0, 3), verdicts, reviews: [] }, undefined);
    assert.deepEqual(
      told.rows.filter(({ by }) => by === 'model').map(({ name, gateMinutes, waitMinutes, medianWallMinutes }) => [name, gateMinutes, waitMinutes, medianWallMinutes]),
      [['large, new', 0.5, 0, 90], ['small', 0.5, 20, 90]],
    );
    assert.deepEqual(told.engineer, { asked: 1, answered: 1, medianMinutes: 15 });
    assert.deepEqual(told.red, [{ from: '2026-11-21T11:00:00Z', until: '2026-11-21T11:30:00Z' }, { from: '2026-11-21T12:00:00Z', until: undefined }]);
    assert.equal(reportLines(told)[4], 'Master was red once, for 30 minutes in all, and is red since 2026-11-21T12:00:00Z.');
    assert.deepEqual(told.flaky.map(({ name }) => name), ['b']);
  });

  it('is a table for a spreadsheet', () => {
    assert.deepEqual(reportCsv(report).split('\n').slice(0, 3), [
      'by,name,runs,submitted,tickets,done,first-time,stuck,minutes,tokens,dollars,untold,attempts,promoted,reviews,gate-minutes,answer-minutes,median-minutes-to-land,causes,cut-off',
      'model,"large, new",1,1,1,1,0,0,20,,,1,1,0,1,0,0,,,0',
      'model,small,4,2,3,2,1,1,40,2000,0.5,3,3,1,0,0,0,,exited 2,0',
    ]);
  });
});
