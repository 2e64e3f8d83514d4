import assert from 'node:assert/strict';
import { emptySnapshot } from '../../test/support/emptySnapshot.js';
import { ticket, verdict } from '../../test/support/observation.js';
import { questionSchema } from '../plan/planningSchemas.js';
import type { RunFields } from '../plan/schemas.js';
import { absenceReport, isEventful } from './absence.js';
import { absenceLines, absenceSummary } from './absenceText.js';

const run = (of: string, ended: string, fields: Partial<RunFields> = {}): RunFields => ({
  run: `R-20261121T100000-${of}-1-a1b2`, ticket: of, attempt: 1, role: 'coding', model: 'small', base: 'b', reason: 'exited', submitted: true, containment: 'contained', started: '2026-11-21T10:00:00Z', ended, outcome: 'submitted', ...fields,
});

const landed = (at: string) => ({ commit: 'c'.repeat(40), tree: 'd'.repeat(40), base: 'b'.repeat(40), verdict: 'v', at, how: 'ref' as const });

const question = (id: string, state: 'open' | 'answered', at: string) => [id, {
  path: `questions/${id}.md`, blob: 'b', text: '---\nx: y\n---\n\n# Which greeting?\n\nMore.\n',
  fields: questionSchema.parse({ id, state, asker: { role: 'coding', run: 'R-20261121T100000-0002-1-a1b2', number: 1 }, blocking: true, asked: at, path: [{ level: 'engineer', at }] }),
}] as const;

const plan = {
  ...emptySnapshot,
  tickets: new Map([
    ticket('0001', 'done', { landed: landed('2026-11-21T08:00:00Z') }),
    ticket('0002', 'done', { landed: landed('2026-11-21T12:00:00Z') }),
    ticket('0003', 'stuck'),
    ticket('0004', 'stuck'),
  ].map((one) => [one.fields.id, one] as const)),
  questions: new Map([question('Q-0001', 'open', '2026-11-20T10:00:00Z'), question('Q-0002', 'answered', '2026-11-20T10:00:00Z'), question('Q-0003', 'answered', '2026-11-21T11:00:00Z')]),
};
const history = {
  records: [
    run('0001', '2026-11-21T07:00:00Z', { cost: 3 }),
    run('0003', '2026-11-21T07:00:00Z', { submitted: false, outcome: 'Long ago.' }),
    run('0002', '2026-11-21T11:00:00Z', { cost: 8.4, tokens: { input: 900, output: 100 } }),
    run('0002', '2026-11-21T10:30:00Z', { submitted: false, outcome: 'It crashed.' }),
    run('0004', '2026-11-21T11:00:00Z', { submitted: false, outcome: 'The gate is red.' }),
  ],
  verdicts: [{ ...verdict('green'), cause: 'flaky' as const, failing: ['greets'], finished: '2026-11-21T11:50:00Z' }],
  reviews: [],
};

describe('the report of an absence', () => {
  it('tells what landed, failed, was asked, was spent and was learned since then, what still waits, and nothing else', () => {
    const told = absenceReport(plan, history, '2026-11-21T10:00:00Z', new Set(['0003']));
    assert.equal(
      absenceLines(told, 'when you last looked').join('\n'),
      `# Since 2026-11-21T10:00:00Z, when you last looked

1 landed, 1 stuck, 1 question, $8.40.

## Landed

- 0002 Ticket 0002 (cccccccccc)

## Failed

- 0004 Ticket 0004 is stuck: The gate is red.
- 1 other run came to nothing; the work goes on.

## Asked

- Q-0001 waits for you: Which greeting?
- Q-0003 is answered: Which greeting?

## Spent

- 3 runs, 150 minutes, $8.40, 1k tokens (2 runs told no tokens).

## Learned

- The test greets is flaky.`,
    );
    assert.ok(isEventful(told));
  });

  it('tells of a ticket that is stuck by something else than a run: it was not when the absence began', () => {
    const { stuck } = absenceReport(plan, history, '2026-11-22T10:00:00Z', new Set(['0004']));
    assert.deepEqual(stuck, [{ id: '0003', title: 'Ticket 0003', why: undefined }]);
  });

  it('is worth no word where nothing happened', () => {
    const told = absenceReport({ ...plan, questions: new Map() }, history, '2026-11-22T10:00:00Z', new Set(['0003', '0004']));
    assert.equal(isEventful(told), false);
    assert.equal(absenceSummary(told), 'nothing');
  });
});
