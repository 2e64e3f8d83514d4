import assert from 'node:assert/strict';
import { emptySnapshot } from '../../../test/support/emptySnapshot.js';
import type { WorktreePurpose } from './cleanWorktrees.js';
import { cleanVerdict, purposeOf } from './cleanWorktrees.js';

const done: WorktreePurpose = { kind: 'ticket', state: 'done', title: 'Greet', landed: true };

describe('a worktree may be removed', () => {
  const rows: readonly (readonly [what: string, facts: Parameters<typeof cleanVerdict>[0], why: string | undefined, passes?: boolean])[] = [
    ['when its ticket has landed and all is kept', { purpose: done, liveRun: undefined, kept: true }, undefined],
    ['when its ticket was cancelled and all is kept', { purpose: { ...done, state: 'cancelled', landed: false }, liveRun: undefined, kept: true }, undefined],
    ['when its piece of work has ended', { purpose: { kind: 'work', isUnderWay: false }, liveRun: undefined, kept: true }, undefined],
    ['when the engineer’s own checkout was handed in', { purpose: { kind: 'hand', ticket: '0001', state: 'done', title: 'Greet', landed: true }, liveRun: undefined, kept: true }, undefined],
    ['but not under a live run', { purpose: done, liveRun: 'R-1', kept: true }, 'an agent is at work in it (R-1)', true],
    ['but not before its ticket has ended', { purpose: { ...done, state: 'stuck', landed: false }, liveRun: undefined, kept: true }, 'its ticket is stuck', true],
    ['but not while the engineer works on it', { purpose: { kind: 'hand', ticket: '0001', state: 'open', title: 'Greet', landed: false }, liveRun: undefined, kept: true }, 'ticket 0001 is open', true],
    ['but not while its work is under way', { purpose: { kind: 'work', isUnderWay: true }, liveRun: undefined, kept: true }, 'its work is under way', true],
    ['but not with changes that nothing else has', { purpose: done, liveRun: undefined, kept: false }, 'it holds changes that are kept nowhere else'],
    ['but not when nobody can tell', { purpose: done, liveRun: undefined, kept: 'it could not be read' }, 'it could not be read'],
  ];
  for (const [what, facts, why, passes = false] of rows) {
    it(what, () => {
      assert.deepEqual(cleanVerdict(facts), why === undefined ? { safe: true } : { safe: false, why, passes });
    });
  }

  it('and its files are looked at only when nothing else speaks against it', () => {
    assert.deepEqual(cleanVerdict({ purpose: done, liveRun: undefined, kept: undefined }), { safe: true });
  });

  it('by what the plan says of its name', () => {
    assert.deepEqual(purposeOf(emptySnapshot, 'review-0001'), { kind: 'work', isUnderWay: false });
    assert.deepEqual(purposeOf(emptySnapshot, 'hand-0001'), { kind: 'hand', ticket: '0001', state: undefined, title: '', landed: false });
  });
});
