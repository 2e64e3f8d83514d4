import assert from 'node:assert/strict';
import { emptySnapshot } from '../../test/support/emptySnapshot.js';
import { byHand } from '../plan/handTransitions.js';
import type { ProtectedApproval } from '../plan/planningSchemas.js';
import type { Pending } from '../plan/schemas.js';
import { mayLand, queueOrder, unapprovedChanges, unapprovedWords } from './order.js';

const [one, other, third] = ['1'.repeat(40), '2'.repeat(40), '3'.repeat(40)];
const at = '2026-11-21T04:30:00Z';
const change = { path: 'package.json', words: 'changes package.json (the gate)', before: one, after: other };
const pending: Pending = { ticket: '0001', run: 'R-1', attempt: 1, base: one, commit: one, tree: one, summary: 'x', model: 'rehearsal', submitted: at };
const approved = (changes: ProtectedApproval['changes']) => ({ ...emptySnapshot, approvedChanges: new Map([['0001', { ticket: '0001', attempt: 1, by: 'ada', commit: one, at, changes }]]) });

describe('an approval of protected changes', () => {
  it('holds for the blobs that it names, and for no others', () => {
    assert.deepEqual(unapprovedChanges(emptySnapshot, pending, [change]), [change]);
    assert.deepEqual(unapprovedChanges(approved([change]), pending, [change]), []);
    for (const differing of [{ ...change, after: third }, { ...change, before: third }, { ...change, path: 'a/package.json' }, { ...change, words: 'makes a program of package.json' }]) assert.deepEqual(unapprovedChanges(approved([change]), pending, [differing]), [differing]);
  });

  it('is not asked for what the engineer handed in', () => {
    assert.deepEqual(unapprovedChanges(emptySnapshot, { ...pending, model: byHand }, [change]), []);
  });

  it('is what a landing waits for, and others pass meanwhile', () => {
    assert.equal(mayLand(emptySnapshot, pending, [change]), false);
    assert.equal(mayLand(emptySnapshot, pending, []), true);
    const queue = new Map([pending, { ...pending, ticket: '0002', submitted: '2026-11-21T05:30:00Z' }].map((each) => [each.ticket, each]));
    assert.deepEqual(queueOrder({ ...emptySnapshot, pending: queue }, new Set(['0001'])).map(({ ticket }) => ticket), ['0002', '0001']);
    assert.equal(unapprovedWords([change, change, change]), 'it changes package.json (the gate) and 2 more');
  });
});
