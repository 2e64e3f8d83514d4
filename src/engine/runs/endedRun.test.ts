import assert from 'node:assert/strict';
import type { ExitRecord } from '../../agents/runOrder.js';
import type { RunFields } from '../../plan/schemas.js';
import { brokenOff, runBefore } from './endedRun.js';

const at = '2026-11-21T04:30:00Z';
const exit = (fields: Partial<ExitRecord>): ExitRecord => ({ reason: 'exited', startedAt: at, endedAt: at, streamBytes: 0, survivorsKilled: 0, ...fields });

describe('an agent that told of no failure', () => {
  it('broke off when a signal ended it that was not Sanctum\'s', () => {
    assert.equal(brokenOff(exit({ signal: 'SIGKILL' }))?.cause, 'crash');
    assert.deepEqual([brokenOff(exit({ exitCode: 3 })), brokenOff(exit({ reason: 'time-cap', signal: 'SIGTERM' })), brokenOff(undefined)], [undefined, undefined, undefined]);
  });

  it('did not break off when its turn was over, and it was ended because it lingered', () => {
    assert.equal(brokenOff(exit({ signal: 'SIGTERM', lingered: true })), undefined);
  });
});

describe('the run before', () => {
  const record = (time: string, of: Partial<RunFields>): RunFields => ({ run: `R-20261121T${time}-x-1-0000`, attempt: 1, role: 'coding', model: 'rehearsal', base: 'c'.repeat(40), reason: 'exited', submitted: false, containment: 'none', ended: at, outcome: '', ...of });
  const recent = [record('043000', { ticket: '0001', failure: { cause: 'context' } }), record('042000', { ticket: '0001' }), record('044000', { ticket: '0002' }), record('044100', { work: 'areas' })];

  it('is the last one on the same ticket or piece of work, whether or not its session goes on', () => {
    assert.equal(runBefore(recent, { ticket: '0001' }, 'R-20261121T050000-0001-3-0000')?.failure?.cause, 'context');
    assert.equal(runBefore(recent, { work: 'areas' }, 'R-2')?.work, 'areas');
    assert.deepEqual([runBefore(recent, { ticket: '0003' }, 'R-2'), runBefore(recent, { work: 'areas' }, recent[3]?.run ?? '')], [undefined, undefined]);
  });
});
