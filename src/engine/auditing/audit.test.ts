import assert from 'node:assert/strict';
import { assertAuditBroken, assertAuditSound, auditOf } from '../../../test/support/auditing.js';
import { acknowledge, PlanStage, someRun, someTime, someVerdict } from '../../../test/support/planStage.js';
import { sanctumPerson } from '../../git/objects.js';
import { setFields } from '../../plan/frontMatter.js';
import { protectionRules } from '../../queue/protection/protectedPaths.js';
import { candidateRef, foreignRef, pendingPath, planRef, runPath, ticketPath, wipRef } from '../../plan/paths.js';
import type { Transition } from '../../plan/transition.js';
import { failRun, intend, land, recordVerdict, rejectSubmission, retry, start } from '../../plan/transitions.js';
import { NoPlanError } from '../../plan/store.js';
import { approve } from '../../plan/versionTransitions.js';
import { AuditError } from './audit.js';

/** The plan's branch as it was at one moment, put back as the engine's repair would. */
const repairOf = (changes: Readonly<Record<string, string | undefined>>): Transition => () => ({ transition: 'repair', subject: 'repair', changes: new Map(Object.entries(changes)) });

describe('an audit', () => {
  let stage: PlanStage;

  beforeEach(async () => {
    stage = await PlanStage.open();
  });

  afterEach(() => stage.dispose());

  const run = () => auditOf(stage);
  const assertBroken = (...expected: readonly (readonly [number, RegExp])[]) => assertAuditBroken(stage, ...expected);
  const assertSound = () => assertAuditSound(stage);

  const textOf = async (path: string) => (await stage.store.snapshots.text(await stage.tip(), path)) ?? '';
  const donePath = ticketPath('done', '0001', 'greet-by-name');
  const openPath = ticketPath('open', '0001', 'greet-by-name');

  describe('finds nothing in', () => {
    it('a plan that was just made', async () => {
      const result = await assertSound();
      assert.deepEqual(result.checked, Array.from({ length: 21 }, (_, at) => at + 1));
      assert.equal(result.commits, 2);
    });

    it('a plan that no engine has seen', async () => {
      await stage.at.git('update-ref', planRef, `${await stage.tip()}^`);
      await stage.at.git('reflog', 'expire', '--expire=now', planRef);
      await assertSound();
    });

    it('a life with everything in it', async () => {
      await stage.wholeTicket('Greet by name');
      const second = await stage.addTicket('Say goodbye');
      const base = await stage.master();
      await stage.engine(start(second, someRun(second, 1, base).run, base, '2026-11-21T04:30:00Z'));
      await stage.engine(failRun(someRun(second, 1, base, { submitted: false, outcome: 'x' }), { reason: 'It failed.', report: 'so', own: true }));
      const pending = await stage.submitTicket(second);
      const red = await stage.candidate(pending);
      await stage.engine(rejectSubmission(second, pending.commit, { reason: 'The gate is red.', report: 'so', own: true }, { fields: someVerdict({ tree: red.tree, commit: red.commit, fingerprint: 'dd', result: 'red', 'exit-code': 1 }), output: '' }));
      await stage.nextEngine('machine.other');
      const moved = await stage.at.commit({ 'theirs.txt': 'x\n' }, 'By the engineer');
      await stage.engine(recordVerdict(someVerdict({ tree: await stage.at.repository.treeOf(moved), commit: moved, purpose: 'master', tests: 'unknown' }), ''));
      await stage.landTicket(await stage.submitTicket(second));
      await stage.foreign({ 'spec.md': '# Spec\n' });
      await stage.wholeTicket('A third');
      await stage.foreign({ 'areas/cli.md': 'x' });
      const result = await assertSound();
      assert.equal(result.landings, 3);
    });

    it('an illegal commit that the next one repairs', async () => {
      await stage.addTicket();
      await stage.engine(acknowledge);
      const text = await textOf(openPath);
      const commit = await stage.foreign({ [openPath]: undefined, [donePath]: text, 'lease.md': 'mine', 'spec.md': 'fine' });
      const tip = await stage.tip();
      await assertSound();
      await stage.at.git('update-ref', foreignRef(commit), commit);
      const lease = await stage.store.snapshots.text(tip, 'lease.md');
      assert.equal(lease, 'mine');
      const before = (await stage.store.snapshots.text(await stage.at.git('rev-parse', `${tip}^`), 'lease.md')) ?? '';
      await stage.engine(repairOf({ [openPath]: text, [donePath]: undefined, 'lease.md': before }));
      await assertSound();
    });

    it('a landing whose last step is still to come', async () => {
      const ticket = await stage.addTicket();
      const pending = await stage.submitTicket(ticket);
      const candidate = await stage.candidate(pending);
      await stage.engine(recordVerdict(someVerdict({ tree: candidate.tree, commit: candidate.commit }), 'ok'));
      await stage.engine(intend(stage.intentOf(pending, candidate), pending.commit));
      await assertSound();
      await stage.at.git('update-ref', 'refs/heads/master', candidate.commit);
      await assertSound();
    });

    it('a landing that a successor finished while the engineer worked', async () => {
      await stage.wholeTicket('Greet by name', { landed: { recovered: true, after: 'f1' } });
      await assertSound();
    });

    it('a history that the engineer merged into a branch and brought back', async () => {
      await stage.wholeTicket();
      await stage.at.git('checkout', '-q', '-f', '-b', 'side', 'master~1');
      await stage.at.commit({ 'side.txt': 'x\n' }, 'Beside');
      await stage.at.git('merge', '-q', '--no-ff', '-m', 'Merge', 'master');
      await stage.at.git('branch', '-f', 'master', 'side');
      await assertSound();
    });

    it('a plan that stands on a tip of somebody else\'s with a tree that is known', async () => {
      await stage.at.git('commit', '-q', '--amend', '-m', 'Another message');
      await stage.wholeTicket();
      await assertSound();
    });
  });

  describe('finds broken', () => {
    it('1: a ticket in two places', async () => {
      await stage.addTicket();
      await stage.engineChanges('repair', { [ticketPath('stuck', '0001', 'greet-by-name')]: await textOf(openPath) });
      await assertBroken([1, /0001 is in 2 places/], [2, /repair changes/]);
    });

    it('1: an id that is used again', async () => {
      await stage.addTicket();
      await stage.engine(acknowledge);
      const text = await textOf(openPath);
      await stage.engineChanges('start', { [openPath]: undefined });
      await stage.engineChanges('start', { [openPath]: text });
      await assertBroken([1, /id 0001 is used again/], [2, /0001 cannot go from open to absent/], [2, /0001 cannot go from absent to open/], [3, /Ticket 0001 was removed/]);
    });

    it('1: a document in no state folder', async () => {
      await stage.engineChanges('lease', { 'tickets/lost/0001-a.md': 'x', 'lease.md': await textOf('lease.md') });
      await assertBroken([1, /in no state folder/], [2, /is not the name of a ticket/]);
    });

    it('2: an illegal commit that the engine took for legal', async () => {
      await stage.foreign({ 'lease.md': 'mine' });
      await stage.engine(acknowledge);
      await assertBroken([2, /illegal commit was acknowledged and not repaired: lease\.md/], [18, /lease\.md cannot be read/]);
    });

    it('2: a command that does what only the engine does', async () => {
      await stage.addTicket();
      await stage.engine(acknowledge);
      await stage.command(() => ({ transition: 'start', subject: 'x', changes: new Map([[openPath, undefined]]) }));
      await stage.engine(acknowledge);
      await assertBroken([2, /start is not a command's to make/], [3, /0001 was removed/]);
    });

    it('2: a ticket made by hand with fields that are the engine\'s', async () => {
      await stage.addTicket();
      await stage.engine(acknowledge);
      await stage.foreign({ [openPath]: setFields(await textOf(openPath), { attempts: 7 }) });
      await stage.engine(acknowledge);
      await assertBroken([2, /"attempts" is the engine's/]);
    });

    it('2: a commit that nobody acknowledged', async () => {
      await stage.foreign({ 'spec.md': 'x' });
      await stage.engine(acknowledge, []);
      await assertBroken([2, /without acknowledging/]);
    });

    it('2: a repair that leaves something, or changes more', async () => {
      await stage.foreign({ 'lease.md': 'mine', 'README.md': 'x' });
      await stage.engineChanges('repair', { 'README.md': undefined, 'spec.md': 'never was' });
      await assertBroken([2, /repair changes spec\.md/], [2, /repair does not put lease\.md back/], [18, /lease\.md cannot be read/]);
    });

    it('2: an engine\'s commit that does more than its name says', async () => {
      await stage.addTicket();
      await stage.engineChanges('verdict', { 'spec.md': 'x' });
      await assertBroken([2, /spec\.md is not to be changed by verdict/]);
    });

    it('3: a plan that was rewritten', async () => {
      await stage.addTicket();
      await stage.engine(acknowledge);
      const lost = await stage.tip();
      await stage.at.git('update-ref', planRef, `${lost}~2`);
      await assertBroken([3, new RegExp(`was once at ${lost}, and at 1 more`)]);
    });

    it('3: a record that was removed', async () => {
      const { run: name } = await stage.submitTicket(await stage.addTicket());
      await stage.engineChanges('submit', { [runPath(name)]: undefined, [pendingPath('0001')]: undefined, [ticketPath('in-progress', '0001', 'greet-by-name')]: `${await textOf(ticketPath('in-progress', '0001', 'greet-by-name'))}\n` });
      await assertBroken([3, /runs\/2026\/02\/.* was removed/]);
    });

    for (const [what, options, words] of [
      ['without a verdict', { withoutVerdict: true }, /there is no such verdict/],
      ['on a red verdict', { verdict: { result: 'red' } }, /the verdict is red/],
      ['on a gate that failed', { verdict: { 'exit-code': 2 } }, /exit code 2/],
      ['on a gate that ran no test', { verdict: { tests: 0 } }, /no test was run/],
      ['on a verdict on another tree', { landed: { verdict: `${'a'.repeat(40)}-00aa11bb22cc` } }, /there is no such verdict/],
      ['on a verdict that is no name', { landed: { verdict: 'green' } }, /is not the name of a verdict/],
      ['of another tree than it says', { landed: { tree: 'a'.repeat(40) } }, /holds the tree/],
    ] as const) {
      it(`4: a landing ${what}`, async () => {
        await stage.wholeTicket('Greet by name', options);
        await assertBroken([4, words]);
      });
    }

    it('4: a landing whose verdict came after the intent', async () => {
      const pending = await stage.queuedTicket();
      const candidate = await stage.candidate(pending);
      const intent = stage.intentOf(pending, candidate);
      await stage.engine(intend(intent, pending.commit));
      await stage.engine(recordVerdict(someVerdict({ tree: candidate.tree, commit: candidate.commit }), 'ok'));
      await stage.at.git('update-ref', 'refs/heads/master', candidate.commit);
      await stage.engine(land(intent, { ...candidate, verdict: intent.verdict, how: 'ref', at: intent.at }));
      await assertBroken([4, /only after the landing was decided/]);
    });

    it('5: a landing on a tip of somebody else\'s that was never tested', async () => {
      await stage.wholeTicket();
      await stage.at.git('checkout', '-q', '-f', 'master');
      await stage.at.commit({ 'theirs.txt': 'x\n' }, 'By the engineer');
      await stage.wholeTicket('Another');
      await assertBroken([5, /somebody else made and which was not tested green/]);
    });

    it('5: a landing on a tip of somebody else\'s that is red', async () => {
      const moved = await stage.at.commit({ 'theirs.txt': 'x\n' }, 'By the engineer');
      await stage.engine(recordVerdict(someVerdict({ tree: await stage.at.repository.treeOf(moved), commit: moved, purpose: 'master', result: 'red', 'exit-code': 1 }), ''));
      await stage.wholeTicket();
      await assertBroken([5, /not tested green/], [7, /landed on a red master/]);
    });

    it('5: a landing that was no fast-forward', async () => {
      const { repository } = stage.at;
      const base = await stage.master();
      const tree = await repository.treeOf(base);
      const orphan = await repository.objects.commit({ tree, parents: [], author: sanctumPerson, committer: sanctumPerson, time: 1, message: 'x' });
      await stage.wholeTicket('Greet by name', { candidate: { commit: orphan, tree, base }, withoutVerdict: true });
      await assertBroken([5, /was no fast-forward/], [21, /does not lead to what the gate printed/]);
    });

    it('6: a ticket that is done, and a master that was rewritten', async () => {
      await stage.wholeTicket();
      await stage.at.git('update-ref', 'refs/heads/master', 'master~1');
      await assertBroken([6, /Ticket 0001 is done, but .* is not on master any more/]);
    });

    it('6: a ticket that is done without a landing', async () => {
      await stage.addTicket();
      const text = await textOf(openPath);
      await stage.engineChanges('land', { [openPath]: undefined, [donePath]: text });
      await assertBroken([2, /0001 cannot go from open to done/], [4, /does not say what was landed/], [6, /no landing of it/], [20, /finished that nothing had written down/]);
    });

    it('6: a landing on master that the plan does not know', async () => {
      await stage.at.commit({ 'a.txt': 'x\n' }, 'Greet\n\nSanctum-Ticket: 0007');
      await assertBroken([6, /master holds a landing of ticket 0007, which the plan does not have/]);
    });

    it('6: a landing on master whose ticket was reopened', async () => {
      const pending = await stage.queuedTicket();
      const candidate = await stage.candidate(pending);
      await stage.at.git('update-ref', 'refs/heads/master', candidate.commit);
      await stage.engine(rejectSubmission('0001', pending.commit, { reason: 'x', report: 'x', own: true }));
      await assertBroken([6, /landing of ticket 0001, which is open/]);
    });

    it('8: a snapshot that no ref reaches, and one that is gone', async () => {
      const pending = await stage.queuedTicket();
      await stage.at.git('update-ref', '-d', wipRef('0001', 1));
      await assertBroken([8, /reached by no ref/]);
      await stage.at.git('prune', '--expire=now', pending.base);
      await stage.at.repository.reader.close();
      await assertBroken([8, /gone from the repository/]);
    });

    it('8: a ref that names nothing', async () => {
      await stage.at.write(`.git/${candidateRef('0001')}`, `${'a'.repeat(40)}\n`);
      await assertBroken([8, /refs\/sanctum\/candidate\/0001 names a+, which the repository does not have/]);
    });

    it('9: files of the engineer\'s that a landing changed', async () => {
      await stage.wholeTicket('Greet by name', { landed: { after: 'f1' } });
      await assertBroken([9, /was f0 before and f1 after/]);
    });

    it('10: a branch of the engineer\'s that was written in Sanctum\'s name', async () => {
      const tree = await stage.at.repository.treeOf(await stage.master());
      const other = await stage.at.repository.objects.commit({ tree, parents: [], author: sanctumPerson, committer: sanctumPerson, time: 1, message: 'x' });
      await stage.at.repository.git.text(['update-ref', '--create-reflog', 'refs/heads/feature', other]);
      await assertBroken([10, /refs\/heads\/feature was set to/]);
    });

    it('12 and 13: a landing of what leaves the tree, and of what nobody approved', async () => {
      const { repository } = stage.at;
      const base = await stage.master();
      const [link, makefile] = await Promise.all(['/etc/passwd', 'test:\n\ttrue\n'].map((text) => repository.objects.blob(Buffer.from(text))));
      const before = await repository.reader.tree(await repository.treeOf(base));
      const tree = await repository.objects.tree([...before, { mode: '120000', name: 'link', id: link ?? '' }, { mode: '100644', name: 'Makefile', id: makefile ?? '' }]);
      const commit = await repository.objects.commit({ tree, parents: [base], author: sanctumPerson, committer: sanctumPerson, time: 1, message: 'Land\n\nSanctum-Ticket: 0001' });
      await stage.wholeTicket('Greet by name', { candidate: { commit, tree, base }, landed: { rules: protectionRules } });
      await assertBroken([12, /brings link, a link out of the tree, to \/etc\/passwd/], [13, /adds Makefile .*nobody had approved/]);
    });

    for (const [what, place, words] of [
      ['a place that was taken before', { sequence: 0 }, /does not rise/],
      ['two machines in one epoch', { machine: 'another', sequence: 9 }, /Two engines wrote in one epoch/],
      ['an epoch that is over', { epoch: 0, sequence: 9 }, /earlier epoch/],
    ] as const) {
      it(`15: ${what}`, async () => {
        await stage.engine(acknowledge);
        stage.writeAs(place);
        await stage.engine(acknowledge);
        await assertBroken([15, words]);
      });
    }
  });

  it('says that there is no plan where there is none', async () => {
    await stage.at.git('update-ref', '-d', planRef);
    await assert.rejects(run(), NoPlanError);
  });

  it('tells of what came after a version alone', async () => {
    await stage.wholeTicket('Greet by name', { landed: { after: 'f1' } });
    const text = '# Spec\n';
    const spec = await stage.at.repository.objects.blob(text);
    await stage.command(approve({ text, instead: undefined, spec, draft: 'd'.repeat(40), by: 'engineer', at: someTime }));
    await stage.engine(acknowledge);
    await stage.wholeTicket('Another');
    const [all, since] = [await run(), await auditOf(stage, { since: 1 })];
    assert.deepEqual([all.broken, all.landings, since.broken, since.landings, since.since], [1, 2, 0, 1, 1]);
    assert.ok(since.commits < all.commits);
    await assert.rejects(auditOf(stage, { since: 2 }), AuditError);
  });

  it('changes nothing', async () => {
    await stage.wholeTicket();
    await stage.at.git('checkout', '-q', '-f', 'master');
    const state = () => Promise.all([stage.at.git('for-each-ref'), stage.at.git('status', '--porcelain'), stage.at.git('count-objects', '-v')]);
    const before = await state();
    await assertSound();
    assert.deepEqual(await state(), before);
  });

  it('knows a retry by the engineer', async () => {
    await stage.addTicket();
    const base = await stage.master();
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await stage.engine(start('0001', someRun('0001', attempt, base).run, base, '2026-11-21T04:30:00Z'));
      await stage.engine(failRun(someRun('0001', attempt, base, { submitted: false }), { reason: 'It failed.', report: '', own: true }));
    }
    await stage.command(retry('0001'));
    await stage.landTicket(await stage.submitTicket('0001'));
    assert.equal((await assertSound()).landings, 1);
  });
});
