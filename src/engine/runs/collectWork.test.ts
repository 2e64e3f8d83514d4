import assert from 'node:assert/strict';
import { commit, keyed, observed, ticket, work } from '../../../test/support/observation.js';
import type { ExitRecord } from '../../agents/runOrder.js';
import { emptyDraft } from '../../plan/draft.js';
import type { WorkRun } from '../../plan/workTransitions.js';
import type { EndedRun } from './endedRun.js';
import { resultOf } from './collectWork.js';

const { fields } = work({ name: 'tickets-core', kind: 'tickets', role: 'manager', of: commit, subject: 'core' });
const record: WorkRun = { run: 'R-1', work: fields.name, attempt: 1, role: 'manager', model: 'claude', base: commit, reason: 'exited', submitted: true, containment: 'none', ended: '2026-11-21T04:30:00Z', outcome: '' };
const { snapshot } = observed({ tickets: [ticket('0001', 'open', { area: 'core' })], snapshot: { work: keyed({ [fields.name]: work(fields) }) } });

function cameTo(exit: Partial<ExitRecord>, failure?: EndedRun['failure']): 'something' | 'nothing' {
  const ended: ExitRecord = { reason: 'exited', exitCode: 0, startedAt: record.ended, endedAt: record.ended, streamBytes: 0, survivorsKilled: 0, ...exit };
  return 'nothing' in resultOf(snapshot, fields, record, { exit: ended, failure }) ? 'nothing' : 'something';
}

describe('a manager that changes no ticket of an area that has some', () => {
  it('says by it that none is to be changed, when it came to its end, also when its process did not', () => {
    assert.equal(cameTo({ draft: emptyDraft }), 'something');
    assert.equal(cameTo({ exitCode: 130, lingered: true }), 'something');
  });

  it('says nothing by it when it failed, or was not served and ended as if all were well', () => {
    assert.equal(cameTo({ exitCode: 1 }), 'nothing');
    assert.equal(cameTo({}, { cause: 'tools', words: "claude: Sanctum's tools did not start." }), 'nothing');
  });
});
