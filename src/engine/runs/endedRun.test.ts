import assert from 'node:assert/strict';
import type { ExitRecord } from '../../agents/runOrder.js';
import { brokenOff } from './endedRun.js';

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
