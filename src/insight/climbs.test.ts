import assert from 'node:assert/strict';
import { emptySnapshot } from '../../test/support/emptySnapshot.js';
import { ticket } from '../../test/support/observation.js';
import type { RunFields } from '../plan/schemas.js';
import { climbsOf } from './climbs.js';

const run = (of: string, attempt: number, model: string, fields: Partial<RunFields> = {}): RunFields => ({
  run: `R-20261121T100000-${of}-${String(attempt)}-a1b2`, ticket: of, attempt, role: 'coding', model, base: 'b', reason: 'exited', submitted: true, containment: 'contained', ended: '2026-11-21T10:10:00Z', outcome: 'submitted', ...fields,
});

const tickets = new Map([ticket('0001', 'done'), ticket('0002', 'done'), ticket('0003', 'stuck'), ticket('0004', 'in-progress'), ticket('0005', 'done'), ticket('0006', 'done')].map((one) => [one.fields.id, one] as const));

describe('what climbing to a higher model came to', () => {
  it('is told for each pair of models: it paid where the higher one finished the ticket, and failed where that led on, to the engineer too, or stuck', () => {
    const records = [
      run('0001', 2, 'large', { cost: 2 }),
      run('0001', 1, 'small', { cost: 0.1 }),
      run('0002', 1, 'small'),
      run('0002', 2, 'large', { cost: 1 }),
      run('0002', 3, 'large', { cost: 0.5 }),
      run('0002', 4, 'largest'),
      run('0003', 1, 'small'),
      run('0003', 2, 'large'),
      run('0004', 1, 'small'),
      run('0004', 2, 'large'),
      run('0005', 1, 'small'),
      run('0005', 2, 'by hand', { reason: 'by hand' }),
      run('0005', 1, 'large', { role: 'merging' }),
      run('0006', 1, 'small'),
      run('0006', 2, 'large'),
      run('0006', 3, 'by hand', { reason: 'by hand' }),
    ];
    assert.deepEqual(climbsOf({ ...emptySnapshot, tickets }, records), [
      { from: 'large', to: 'largest', times: 1, paid: 1, failed: 0, dollars: undefined },
      { from: 'small', to: 'large', times: 5, paid: 1, failed: 3, dollars: 3.5 },
    ]);
  });

  it('is nothing where each ticket was made by one model', () => {
    assert.deepEqual(climbsOf({ ...emptySnapshot, tickets }, [run('0001', 1, 'small'), run('0001', 2, 'small')]), []);
  });
});
