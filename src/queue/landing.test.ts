import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LandingStage, verdict } from '../../test/support/landingStage.js';
import { folderContents } from '../../test/support/queueStage.js';
import { landStack } from './landing.js';

describe('a landing', () => {
  let on: LandingStage;

  afterEach(() => on.repo.dispose());

  describe('under a checkout', () => {
    it('keeps unrelated modified, staged, untracked and ignored files byte for byte', async () => {
      on = await LandingStage.make({ 'a.txt': 'a\n', 'b.txt': 'b\n', 'c.txt': 'c\n', 'gone.txt': 'x\n', '.gitignore': '*.log\n.env\n' });
      const queued = await on.queue.submit({ 'a.txt': 'landed\n', 'new/deep/file.txt': 'new\n', 'gone.txt': null });
      await on.repo.write('b.txt', 'modified\r\n');
      await on.repo.write('c.txt', 'staged\n');
      await on.repo.git('add', 'c.txt');
      await on.repo.write('c.txt', 'staged and modified\n');
      await on.repo.write('staged-new.txt', 'new\n');
      await on.repo.git('add', 'staged-new.txt');
      await on.repo.write('new/mine.txt', 'untracked beside\n');
      await on.repo.write('.env', 'SECRET=1\n');
      await on.repo.write('logs/x.log', Buffer.from([0, 255, 10, 13]));
      await symlink('/nowhere', join(on.repo.path, 'dangling'));
      const before = await folderContents(on.repo.path);
      const index = await on.repo.git('ls-files', '--stage', 'b.txt', 'c.txt', 'staged-new.txt');
      await on.lands(queued);
      const { 'a.txt': _a, 'gone.txt': _gone, ...others } = before;
      assert.deepEqual(await folderContents(on.repo.path), { ...others, 'a.txt': '- landed\n', 'new/deep/file.txt': '- new\n' });
      assert.equal(await on.repo.git('ls-files', '--stage', 'b.txt', 'c.txt', 'staged-new.txt'), index);
      const landed = (await on.queue.store.read()).tickets.get(queued.pending.ticket)?.fields.landed;
      assert.equal(landed?.how, 'checkout');
      assert.equal(landed.before, landed.after);
      assert.equal(await on.repo.git('status', '--porcelain', '--', 'a.txt', 'new/deep', 'gone.txt'), '');
    });

    it('replaces a file by a folder and a folder by a file', async () => {
      on = await LandingStage.make({ a: 'a\n', 'b/c': 'c\n' });
      const queued = await on.queue.submit({ a: null, 'a/inner': 'inner\n', 'b/c': null, b: 'file\n' });
      await on.lands(queued);
      assert.deepEqual(await folderContents(on.repo.path), { 'a/inner': '- inner\n', b: '- file\n' });
    });

    it('lands in a linked worktree that holds the branch', async () => {
      on = await LandingStage.make({ 'a.txt': 'a\n' });
      await on.repo.git('checkout', '--quiet', '-b', 'other');
      const linked = join(on.repo.scratch, 'linked');
      await on.repo.git('worktree', 'add', '--quiet', linked, 'master');
      await on.lands(await on.queue.submit({ 'a.txt': 'landed\n' }));
      assert.equal(await readFile(join(linked, 'a.txt'), 'utf8'), 'landed\n');
      assert.equal(await readFile(join(on.repo.path, 'a.txt'), 'utf8'), 'a\n');
    });

    it('lands where core.worktree says the checkout is', async () => {
      on = await LandingStage.make({ 'a.txt': 'a\n' });
      const queued = await on.queue.submit({ 'b.txt': 'b\n' });
      const elsewhere = join(on.repo.scratch, 'elsewhere');
      await mkdir(elsewhere);
      await writeFile(join(elsewhere, 'a.txt'), 'a\n');
      await on.repo.git('config', 'core.worktree', elsewhere);
      await on.lands(queued);
      assert.equal(await readFile(join(elsewhere, 'b.txt'), 'utf8'), 'b\n');
      assert.deepEqual(await folderContents(on.repo.path), { 'a.txt': '- a\n' });
    });
  });

  describe('without a checkout of the branch moves the ref alone', () => {
    const movesRef: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['with a detached HEAD', () => on.repo.git('checkout', '--quiet', '--detach')],
      ['with another branch checked out', () => on.repo.git('checkout', '--quiet', '-b', 'other')],
      ['during a rebase of another branch', async () => {
        await on.repo.git('checkout', '--quiet', '-b', 'other');
        await on.repo.commit({ 'a.txt': 'other\n' }, 'Other');
        await on.repo.git('checkout', '--quiet', '-b', 'onto', 'HEAD~1');
        await on.repo.commit({ 'a.txt': 'onto\n' }, 'Onto');
        await assert.rejects(on.repo.git('rebase', 'onto', 'other'));
      }],
    ];
    for (const [what, make] of movesRef) {
      it(what, async () => {
        on = await LandingStage.make({ 'a.txt': 'a\n' });
        await make();
        const before = [await folderContents(on.repo.path), await on.repo.git('ls-files', '--stage')];
        await on.lands(await on.queue.submit({ 'a.txt': 'landed\n' }));
        assert.deepEqual([await folderContents(on.repo.path), await on.repo.git('ls-files', '--stage')], before);
      });
    }

    it('in a bare repository with worktrees of other branches', async () => {
      on = await LandingStage.make({ 'a.txt': 'a\n' });
      await on.repo.git('worktree', 'add', '--quiet', '-b', 'other', join(on.repo.scratch, 'other'));
      await on.repo.git('config', 'core.bare', 'true');
      await on.lands(await on.queue.submit({ 'a.txt': 'landed\n' }));
      assert.equal(await readFile(join(on.repo.path, 'a.txt'), 'utf8'), 'a\n');
    });
  });

  describe('waits, and changes nothing, for', () => {
    /** What the engineer did, and the words that tell of it. The landing changes `a.txt` and adds `new/file`. */
    const obstacles: readonly (readonly [string, () => Promise<unknown>, RegExp])[] = [
      ['a rebase of the branch', async () => {
        await on.repo.git('branch', 'onto');
        await on.repo.commit({ 'z.txt': 'master\n' }, 'Master');
        await on.repo.git('checkout', '--quiet', 'onto');
        await on.repo.commit({ 'z.txt': 'onto\n' }, 'Onto');
        await assert.rejects(on.repo.git('rebase', 'onto', 'master'));
        assert.match(await on.repo.git('worktree', 'list'), /detached/);
      }, /^a rebase is in progress in .*; finish or abort it$/],
      ['a rebase that is to move the branch at its end', async () => {
        await on.repo.commit({ 'z.txt': 'master\n' }, 'Master');
        await on.repo.git('checkout', '--quiet', '-b', 'top');
        await on.repo.commit({ 'y.txt': 'top\n' }, 'Top');
        await on.repo.git('checkout', '--quiet', '-b', 'onto', 'HEAD~2');
        await on.repo.commit({ 'z.txt': 'onto\n' }, 'Onto');
        await assert.rejects(on.repo.git('rebase', '--update-refs', 'onto', 'top'));
      }, /^a rebase is in progress/],
      ['a merge', async () => {
        await on.repo.git('checkout', '--quiet', '-b', 'other');
        await on.repo.commit({ 'z.txt': 'other\n' }, 'Other');
        await on.repo.git('checkout', '--quiet', 'master');
        await on.repo.git('merge', '--no-commit', '--no-ff', 'other');
      }, /^a merge is in progress/],
      ['a cherry-pick', async () => {
        await on.repo.git('checkout', '--quiet', '-b', 'other');
        await on.repo.commit({ 'z.txt': 'other\n' }, 'Other');
        await on.repo.git('checkout', '--quiet', 'master');
        await on.repo.commit({ 'z.txt': 'mine\n' }, 'Mine');
        await assert.rejects(on.repo.git('cherry-pick', 'other'));
      }, /^a cherry-pick is in progress/],
      ['a bisect', async () => {
        await on.repo.commit({ 'z.txt': '1\n' }, 'One');
        await on.repo.commit({ 'z.txt': '2\n' }, 'Two');
        await on.repo.git('bisect', 'start', 'HEAD', 'HEAD~2');
      }, /^a bisect is in progress/],
      ['a modified file of its own', () => on.repo.write('a.txt', 'mine\n'), /^you have changes to a\.txt in .*; commit or stash them$/],
      ['a staged file of its own', async () => {
        await on.repo.write('a.txt', 'mine\n');
        await on.repo.git('add', 'a.txt');
        await on.repo.write('a.txt', 'a\n');
      }, /^you have changes to a\.txt in/],
      ['a deleted file of its own', () => rm(join(on.repo.path, 'a.txt')), /^you have changes to a\.txt in/],
      ['a staged file where a folder is to go', async () => {
        await on.repo.write('new', 'mine\n');
        await on.repo.git('add', 'new');
      }, /^you have changes to new in/],
      ['an untracked file in its way', () => on.repo.write('new/file', 'mine\n'), /^new\/file in .* is in the way and not tracked by git; move it$/],
      ['an ignored file in its way', async () => {
        await on.repo.write('.git/info/exclude', 'file\n');
        await on.repo.write('new/file', 'SECRET=1\n');
      }, /^new\/file in .* is in the way/],
      ['an ignored folder where a file is to go', async () => {
        await on.repo.write('.git/info/exclude', 'new/\n');
        await on.repo.write('new/file/precious', 'mine\n');
      }, /^new\/file\/precious in .* is in the way/],
      ['a file where a folder is to go', () => on.repo.write('new', 'mine\n'), /^new in .* is in the way/],
      ['a link where a folder is to go', async () => {
        await mkdir(join(on.repo.scratch, 'target'));
        await symlink(join(on.repo.scratch, 'target'), join(on.repo.path, 'new'));
      }, /^new in .* is in the way/],
      ['a lock of the index', () => on.repo.write('.git/index.lock', ''), /^another git command is at work in .*index\.lock$/],
      ['a lock of the branch', () => on.repo.write('.git/refs/heads/master.lock', ''), /master\.lock$/],
      ['a modified file that git was told not to look at', async () => {
        await on.repo.git('update-index', '--assume-unchanged', 'a.txt');
        await on.repo.write('a.txt', 'mine\n');
      }, /^you have changes to a\.txt in .*--no-assume-unchanged/],
      ['the branch checked out twice', () => on.repo.git('worktree', 'add', '--quiet', '--force', join(on.repo.scratch, 'second'), 'master'), /^master is checked out twice, in .*repository and .*second; leave it in one$/],
      ['a deleted worktree that holds the branch', async () => {
        await on.repo.git('checkout', '--quiet', '-b', 'other');
        await on.repo.git('worktree', 'add', '--quiet', join(on.repo.scratch, 'gone'), 'master');
        await rm(join(on.repo.scratch, 'gone'), { recursive: true });
      }, /gone has it checked out, but the folder is gone; .* git worktree prune$/],
      ['a worktree whose folder is another repository by now', async () => {
        await on.repo.git('checkout', '--quiet', '-b', 'other');
        const path = join(on.repo.scratch, 'gone');
        await on.repo.git('worktree', 'add', '--quiet', path, 'master');
        await rm(path, { recursive: true });
        await on.repo.git('init', '--quiet', path);
      }, /the folder is gone/],
    ];
    for (const [what, make, words] of obstacles) {
      it(what, async () => {
        on = await LandingStage.make({ 'a.txt': 'a\n' });
        await make();
        await on.waits(await on.queue.submit({ 'a.txt': 'landed\n', 'new/file': 'new\n' }), words);
      });
    }

    it('an ignored file in a folder that a file replaces', async () => {
      on = await LandingStage.make({ 'dir/tracked': 'a\n' });
      const queued = await on.queue.submit({ 'dir/tracked': null, dir: 'file\n' });
      await on.repo.write('.git/info/exclude', '.env\n');
      await on.repo.write('dir/.env', 'SECRET=1\n');
      await on.waits(queued, /^dir\/\.env in .* is in the way/);
    });

    it('but not for a file that was assume-unchanged and is', async () => {
      on = await LandingStage.make({ 'a.txt': 'a\n' });
      await on.repo.git('update-index', '--assume-unchanged', 'a.txt');
      await on.lands(await on.queue.submit({ 'a.txt': 'landed\n' }));
    });
  });

  describe('is the same under hostile settings of the engineer:', () => {
    const others = [
      ['merge.autoStash', 'true'],
      ['merge.ff', 'false'],
      ['rebase.autoStash', 'true'],
      ['pull.rebase', 'true'],
      ['merge.verifySignatures', 'true'],
      ['commit.gpgSign', 'true'],
      ['gpg.program', 'false'],
      ['core.fsmonitor', 'touch ran; false'],
      ['status.showStash', 'true'],
      ['color.ui', 'always'],
      ['diff.external', 'false'],
    ] as const;
    for (const options of ['-s ours', '--squash', '--no-ff', '--autostash', '--no-commit']) {
      it(`mergeoptions = ${options}, and every other`, async () => {
        on = await LandingStage.make({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
        await on.repo.git('config', 'branch.master.mergeoptions', options);
        for (const [key, value] of others) await on.repo.git('config', key, value);
        for (const hook of ['post-merge', 'reference-transaction', 'post-checkout', 'post-index-change']) {
          await on.repo.write(`.git/hooks/${hook}`, `#!/bin/sh\ntouch '${on.repo.path}/ran'\nexit 1\n`);
          await chmod(join(on.repo.path, '.git/hooks', hook), 0o755);
        }
        await on.repo.git('config', 'core.hooksPath', join(on.repo.path, '.git/hooks'));
        await on.repo.write('b.txt', 'mine\n');
        await on.lands(await on.queue.submit({ 'a.txt': 'landed\n' }));
        assert.deepEqual(await folderContents(on.repo.path), { 'a.txt': '- landed\n', 'b.txt': '- mine\n' });
      });
    }

    it('mergeoptions of a branch with an equals sign', async () => {
      on = await LandingStage.make({ 'a.txt': 'a\n' }, 'a=b.c');
      await on.repo.git('config', 'branch.a=b.c.mergeoptions', '--squash');
      const result = await on.land(await on.queue.submit({ 'a.txt': 'landed\n' }));
      assert.ok('landed' in result, JSON.stringify(result));
      assert.equal(await on.repo.git('status', '--porcelain'), '');
    });
  });

  it('of several is one step of master and of the plan, with the commit of each', async () => {
    on = await LandingStage.make({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
    const cars = await on.queue.stacked(await on.queue.submit({ 'a.txt': 'landed\n' }), await on.queue.submit({ 'b.txt': null }), await on.queue.submit({ 'c.txt': 'c\n' }));
    const [first, second, top] = cars;
    const result = await on.land(...cars);
    assert.deepEqual('landed' in result ? [result.landed.ticket, result.landed.tickets] : result, ['0003', ['0001', '0002', '0003']]);
    assert.equal(await on.master(), top?.candidate.commit);
    assert.deepEqual(await folderContents(on.repo.path), { 'a.txt': '- landed\n', 'c.txt': '- c\n' });
    const { tickets, intent, pending } = await on.queue.store.read();
    assert.deepEqual([intent, pending.size], [undefined, 0]);
    const tip = { commit: top?.candidate.commit, tree: top?.candidate.tree };
    assert.deepEqual(['0001', '0002', '0003'].map((id) => [tickets.get(id)?.state, tickets.get(id)?.fields.landed?.commit, tickets.get(id)?.fields.landed?.base, tickets.get(id)?.fields.landed?.tip]), [
      ['done', first?.candidate.commit, first?.candidate.base, tip],
      ['done', second?.candidate.commit, first?.candidate.commit, tip],
      ['done', top?.candidate.commit, second?.candidate.commit, undefined],
    ]);
  });

  it('of several is refused where one does not stand on the one below, and waits as a whole for what is in the way of one', async () => {
    on = await LandingStage.make({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
    const [one, two] = [await on.queue.submit({ 'a.txt': 'landed\n' }), await on.queue.submit({ 'b.txt': 'landed\n' })];
    await assert.rejects(on.land(one, two), /does not stand on/);
    await on.repo.write('b.txt', 'mine\n');
    const result = await on.land(...(await on.queue.stacked(one, two)));
    assert.match('waits' in result ? result.waits : '', /^you have changes to b\.txt/);
    assert.deepEqual(await folderContents(on.repo.path), { 'a.txt': '- a\n', 'b.txt': '- mine\n' });
    assert.equal(await on.ticketState('0001'), 'in-progress');
  });

  it('is dropped, and nothing touched, when master moved since the test', async () => {
    on = await LandingStage.make({ 'a.txt': 'a\n' });
    const queued = await on.queue.submit({ 'a.txt': 'landed\n' });
    const moved = await on.repo.commit({ 'b.txt': 'b\n' }, 'Moved');
    const result = await on.land(queued);
    assert.match('waits' in result ? result.waits : '', /^master moved/);
    assert.equal(await on.master(), moved);
    assert.deepEqual(await folderContents(on.repo.path), { 'a.txt': '- a\n', 'b.txt': '- b\n' });
    assert.equal((await on.queue.store.read()).intent, undefined);
  });

  it('of a tree that was not the tested one is refused', async () => {
    on = await LandingStage.make({ 'a.txt': 'a\n' });
    const { pending, candidate } = await on.queue.submit({ 'a.txt': 'landed\n' });
    const other = { ...candidate, tree: await on.repo.git('rev-parse', 'HEAD^{tree}') };
    await assert.rejects(on.land({ pending, candidate: other }), /does not have the tree that was tested/);
  });

  it('leaves no held process behind when the intent cannot be written', async () => {
    on = await LandingStage.make({ 'a.txt': 'a\n' });
    const { pending, candidate } = await on.queue.submit({ 'a.txt': 'landed\n' });
    const failing = { ...on.queue.writer, write: () => Promise.reject(new Error('stopped')) };
    await assert.rejects(landStack(on.queue.context, failing, [{ pending, candidate }], verdict), /stopped/);
    assert.equal(await on.queue.context.ports.processes.isAnyIn(['sh'], on.repo.path), false);
  });
});
