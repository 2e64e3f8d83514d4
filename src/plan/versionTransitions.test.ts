import assert from 'node:assert/strict';
import { emptySnapshot } from '../../test/support/emptySnapshot.js';
import { illegalChanges } from './lifecycle.js';
import { approvalSchema } from './planningSchemas.js';
import { readDocument } from './readDocument.js';
import { approve } from './versionTransitions.js';

const ids = { draft: 'd'.repeat(40), spec: '5'.repeat(40) };
const acceptance = { text: '# Two\n', instead: '1'.repeat(40), ...ids, by: 'engineer@test', at: '2026-02-28T14:30:00Z' };

describe('the acceptance of a version', () => {
  it('puts the spec in its place and says who accepted what, as the next version', () => {
    const step = approve(acceptance)({ ...emptySnapshot, spec: acceptance.instead, version: 1 });
    assert.ok('changes' in step);
    assert.deepEqual([...step.changes.keys()], ['spec.md', 'approvals/v2.md']);
    assert.equal(step.changes.get('spec.md'), acceptance.text);
    assert.deepEqual(readDocument(approvalSchema, step.changes.get('approvals/v2.md') ?? ''), { version: 2, ...ids, by: acceptance.by, at: acceptance.at });
    const changes = [...step.changes].map(([path, after]) => ({ path, before: undefined, after }));
    assert.deepEqual(illegalChanges(step.transition, 'command', changes), []);
    assert.notDeepEqual(illegalChanges(step.transition, 'engine', changes), []);
  });

  it('is refused when the spec on the plan is another than it was made for', () => {
    for (const spec of [undefined, '2'.repeat(40)]) assert.deepEqual(approve(acceptance)({ ...emptySnapshot, spec }), { refused: 'The spec on the plan changed meanwhile. Run it once more: sanctum approve' });
  });
});
