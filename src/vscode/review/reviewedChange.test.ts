import assert from 'node:assert/strict';
import { at, commit, keyed, ticket, tree } from '../../../test/support/observation.js';
import { PlanStage } from '../../../test/support/planStage.js';
import { changedFiles, commitsOf, reviewedWork, verdictPathOf } from './reviewedChange.js';

const pending = { ticket: '0001', run: 'R-1', attempt: 1, base: tree, commit, tree, summary: 'Done', model: 'rehearsal', submitted: at };
const landed = { commit, tree, base: tree, verdict: `${tree}-00aa11bb22cc`, at, how: 'ref' as const };

describe('the work that is reviewed', () => {
  it('is what is newest: a landing, a submission, what a run left, what an agent is at', () => {
    const queued = { pending: keyed({ '0001': pending }) };
    assert.equal(reviewedWork({ pending: keyed({}) }, ticket('0001', 'done', { landed, snapshot: commit })).kind, 'landing');
    assert.equal(reviewedWork(queued, ticket('0001', 'in-progress', { snapshot: commit })).kind, 'submission');
    assert.equal(reviewedWork({ pending: keyed({}) }, ticket('0001', 'open', { snapshot: commit })).kind, 'snapshot');
    assert.equal(reviewedWork({ pending: keyed({}) }, ticket('0001', 'in-progress', { run: 'R-2', snapshot: commit })).kind, 'live');
    assert.equal(reviewedWork({ pending: keyed({}) }, ticket('0001')).kind, 'none');
  });

  it('has the verdict of its landing, or the one on its candidate', () => {
    const path = `verdicts/${tree.slice(0, 2)}/${tree}-00aa11bb22cc.md`;
    assert.equal(verdictPathOf({ kind: 'landing', landed }, undefined), path);
    assert.equal(verdictPathOf({ kind: 'submission', pending }, `${tree}-00aa11bb22cc`), path);
    assert.equal(verdictPathOf({ kind: 'submission', pending }, undefined), undefined);
    assert.equal(verdictPathOf({ kind: 'snapshot', commit }, `${tree}-00aa11bb22cc`), undefined);
  });

  it('is a change of what its snapshot was made from, file by file', async () => {
    const stage = await PlanStage.open();
    try {
      const { reader } = stage.at.repository;
      const before = await stage.at.git('rev-parse', 'HEAD');
      const after = await stage.at.commit({ 'new/b.txt': 'b\n', 'greet.txt': 'bonjour\n' }, 'A change');
      const commits = await commitsOf(reader, { kind: 'snapshot', commit: await stage.at.git('rev-parse', 'HEAD') });
      assert.equal(commits?.before, before, after);
      const files = await changedFiles(reader, commits.before, commits.after);
      assert.deepEqual(files.map(({ path, before: old, after: now }) => [path, old !== undefined, now !== undefined]), [['greet.txt', true, true], ['new/b.txt', false, true]]);
    } finally {
      await stage.dispose();
    }
  });
});
