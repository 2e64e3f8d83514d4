import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { QueueStage, Queued } from '../../test/support/queueStage.js';
import { folderContents, queueStage } from '../../test/support/queueStage.js';
import type { TemporaryRepository } from '../../test/support/repository.js';
import { temporaryRepository } from '../../test/support/repository.js';
import type { LandingResult } from './landing.js';
import { foreseeLanding, landStack } from './landing.js';

const verdict = 'a-b';

describe('a landing', () => {
  let repo: TemporaryRepository;
  let stage: QueueStage;

  const setStage = async (files: Record<string, string>): Promise<void> => {
    repo = await temporaryRepository({ files });
    stage = await queueStage(repo);
  };

  const land = (queued: Queued): Promise<LandingResult> => landStack(stage.context, stage.writer, [queued], verdict);

  const master = (): Promise<string> => repo.git('rev-parse', 'refs/heads/master');

  const ticketState = async (id: string): Promise<string | undefined> => (await stage.store.read()).tickets.get(id)?.state;

  /** It lands, the plan says so, and no intent is left. */
  const lands = async (queued: Queued): Promise<void> => {
    const result = await land(queued);
    assert.ok('landed' in result, JSON.stringify(result));
    assert.equal(await master(), queued.candidate.commit);
    assert.equal(await ticketState(queued.pending.ticket), 'done');
    assert.equal((await stage.store.read()).intent, undefined);
  };

  /** It waits with these words, and nothing at all has changed. */
  const waits = async (queued: Queued, words: RegExp): Promise<void> => {
    const before = [await folderContents(repo.path), await repo.git('ls-files', '--stage'), await repo.git('for-each-ref')];
    assert.match((await foreseeLanding(stage.context, queued.candidate.base, queued.candidate.commit)) ?? 'nothing', words);
    const result = await land(queued);
    assert.match('waits' in result ? result.waits : 'it landed', words);
    assert.deepEqual([await folderContents(repo.path), await repo.git('ls-files', '--stage'), await repo.git('for-each-ref')], before);
    assert.equal(await ticketState(queued.pending.ticket), 'in-progress');
  };

  afterEach(() => repo.dispose());

  describe('under a checkout', () => {
    it('keeps unrelated modified, staged, untracked and ignored files byte for byte', async () => {
      await setStage({ 'a.txt': 'a\n', 'b.txt': 'b\n', 'c.txt': 'c\n', 'gone.txt': 'x\n', '.gitignore': '*.log\n.env\n' });
      const queued = await stage.submit({ 'a.txt': 'landed\n', 'new/deep/file.txt': 'new\n', 'gone.txt': null });
      await repo.write('b.txt', 'modified\r\n');
      await repo.write('c.txt', 'staged\n');
      await repo.git('add', 'c.txt');
      await repo.write('c.txt', 'staged and modified\n');
      await repo.write('staged-new.txt', 'new\n');
      await repo.git('add', 'staged-new.txt');
      await repo.write('new/mine.txt', 'untracked beside\n');
      await repo.write('.env', 'SECRET=1\n');
      await repo.write('logs/x.log', Buffer.from([0, 255, 10, 13]));
      await symlink('/nowhere', join(repo.path, 'dangling'));
      const before = await folderContents(repo.path);
      const index = await repo.git('ls-files', '--stage', 'b.txt', 'c.txt', 'staged-new.txt');
      await lands(queued);
      const { 'a.txt': _a, 'gone.txt': _gone, ...others } = before;
      assert.deepEqual(await folderContents(repo.path), { ...others, 'a.txt': '- landed\n', 'new/deep/file.txt': '- new\n' });
      assert.equal(await repo.git('ls-files', '--stage', 'b.txt', 'c.txt', 'staged-new.txt'), index);
      const landed = (await stage.store.read()).tickets.get(queued.pending.ticket)?.fields.landed;
      assert.equal(landed?.how, 'checkout');
      assert.equal(landed.before, landed.after);
      assert.equal(await repo.git('status', '--porcelain', '--', 'a.txt', 'new/deep', 'gone.txt'), '');
    });

    it('replaces a file by a folder and a folder by a file', async () => {
      await setStage({ a: 'a\n', 'b/c': 'c\n' });
      const queued = await stage.submit({ a: null, 'a/inner': 'inner\n', 'b/c': null, b: 'file\n' });
      await lands(queued);
      assert.deepEqual(await folderContents(repo.path), { 'a/inner': '- inner\n', b: '- file\n' });
    });

    it('lands in a linked worktree that holds the branch', async () => {
      await setStage({ 'a.txt': 'a\n' });
      await repo.git('checkout', '--quiet', '-b', 'other');
      const linked = join(repo.scratch, 'linked');
      await repo.git('worktree', 'add', '--quiet', linked, 'master');
      await lands(await stage.submit({ 'a.txt': 'landed\n' }));
      assert.equal(await readFile(join(linked, 'a.txt'), 'utf8'), 'landed\n');
      assert.equal(await readFile(join(repo.path, 'a.txt'), 'utf8'), 'a\n');
    });

    it('lands where core.worktree says the checkout is', async () => {
      await setStage({ 'a.txt': 'a\n' });
      const queued = await stage.submit({ 'b.txt': 'b\n' });
      const elsewhere = join(repo.scratch, 'elsewhere');
      await mkdir(elsewhere);
      await writeFile(join(elsewhere, 'a.txt'), 'a\n');
      await repo.git('config', 'core.worktree', elsewhere);
      await lands(queued);
      assert.equal(await readFile(join(elsewhere, 'b.txt'), 'utf8'), 'b\n');
      assert.deepEqual(await folderContents(repo.path), { 'a.txt': '- a\n' });
    });
  });

  describe('without a checkout of the branch moves the ref alone', () => {
    const movesRef: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['with a detached HEAD', () => repo.git('checkout', '--quiet', '--detach')],
      ['with another branch checked out', () => repo.git('checkout', '--quiet', '-b', 'other')],
      ['during a rebase of another branch', async () => {
        await repo.git('checkout', '--quiet', '-b', 'other');
        await repo.commit({ 'a.txt': 'other\n' }, 'Other');
        await repo.git('checkout', '--quiet', '-b', 'onto', 'HEAD~1');
        await repo.commit({ 'a.txt': 'onto\n' }, 'Onto');
        await assert.rejects(repo.git('rebase', 'onto', 'other'));
      }],
    ];
    for (const [what, make] of movesRef) {
      it(what, async () => {
        await setStage({ 'a.txt': 'a\n' });
        await make();
        const before = [await folderContents(repo.path), await repo.git('ls-files', '--stage')];
        await lands(await stage.submit({ 'a.txt': 'landed\n' }));
        assert.deepEqual([await folderContents(repo.path), await repo.git('ls-files', '--stage')], before);
      });
    }

    it('in a bare repository with worktrees of other branches', async () => {
      await setStage({ 'a.txt': 'a\n' });
      await repo.git('worktree', 'add', '--quiet', '-b', 'other', join(repo.scratch, 'other'));
      await repo.git('config', 'core.bare', 'true');
      await lands(await stage.submit({ 'a.txt': 'landed\n' }));
      assert.equal(await readFile(join(repo.path, 'a.txt'), 'utf8'), 'a\n');
    });
  });

  describe('waits, and changes nothing, for', () => {
    /** What the engineer did, and the words that tell of it. The landing changes `a.txt` and adds `new/file`. */
    const obstacles: readonly (readonly [string, () => Promise<unknown>, RegExp])[] = [
      ['a rebase of the branch', async () => {
        await repo.git('branch', 'onto');
        await repo.commit({ 'z.txt': 'master\n' }, 'Master');
        await repo.git('checkout', '--quiet', 'onto');
        await repo.commit({ 'z.txt': 'onto\n' }, 'Onto');
        await assert.rejects(repo.git('rebase', 'onto', 'master'));
        assert.match(await repo.git('worktree', 'list'), /detached/);
      }, /^a rebase is in progress in .*; finish or abort it$/],
      ['a rebase that is to move the branch at its end', async () => {
        await repo.commit({ 'z.txt': 'master\n' }, 'Master');
        await repo.git('checkout', '--quiet', '-b', 'top');
        await repo.commit({ 'y.txt': 'top\n' }, 'Top');
        await repo.git('checkout', '--quiet', '-b', 'onto', 'HEAD~2');
        await repo.commit({ 'z.txt': 'onto\n' }, 'Onto');
        await assert.rejects(repo.git('rebase', '--update-refs', 'onto', 'top'));
      }, /^a rebase is in progress/],
      ['a merge', async () => {
        await repo.git('checkout', '--quiet', '-b', 'other');
        await repo.commit({ 'z.txt': 'other\n' }, 'Other');
        await repo.git('checkout', '--quiet', 'master');
        await repo.git('merge', '--no-commit', '--no-ff', 'other');
      }, /^a merge is in progress/],
      ['a cherry-pick', async () => {
        await repo.git('checkout', '--quiet', '-b', 'other');
        await repo.commit({ 'z.txt': 'other\n' }, 'Other');
        await repo.git('checkout', '--quiet', 'master');
        await repo.commit({ 'z.txt': 'mine\n' }, 'Mine');
        await assert.rejects(repo.git('cherry-pick', 'other'));
      }, /^a cherry-pick is in progress/],
      ['a bisect', async () => {
        await repo.commit({ 'z.txt': '1\n' }, 'One');
        await repo.commit({ 'z.txt': '2\n' }, 'Two');
        await repo.git('bisect', 'start', 'HEAD', 'HEAD~2');
      }, /^a bisect is in progress/],
      ['a modified file of its own', () => repo.write('a.txt', 'mine\n'), /^you have changes to a\.txt in .*; commit or stash them$/],
      ['a staged file of its own', async () => {
        await repo.write('a.txt', 'mine\n');
        await repo.git('add', 'a.txt');
        await repo.write('a.txt', 'a\n');
      }, /^you have changes to a\.txt in/],
      ['a deleted file of its own', () => rm(join(repo.path, 'a.txt')), /^you have changes to a\.txt in/],
      ['a staged file where a folder is to go', async () => {
        await repo.write('new', 'mine\n');
        await repo.git('add', 'new');
      }, /^you have changes to new in/],
      ['an untracked file in its way', () => repo.write('new/file', 'mine\n'), /^new\/file in .* is in the way and not tracked by git; move it$/],
      ['an ignored file in its way', async () => {
        await repo.write('.git/info/exclude', 'file\n');
        await repo.write('new/file', 'SECRET=1\n');
      }, /^new\/file in .* is in the way/],
      ['an ignored folder where a file is to go', async () => {
        await repo.write('.git/info/exclude', 'new/\n');
        await repo.write('new/file/precious', 'mine\n');
      }, /^new\/file\/precious in .* is in the way/],
      ['a file where a folder is to go', () => repo.write('new', 'mine\n'), /^new in .* is in the way/],
      ['a link where a folder is to go', async () => {
        await mkdir(join(repo.scratch, 'target'));
        await symlink(join(repo.scratch, 'target'), join(repo.path, 'new'));
      }, /^new in .* is in the way/],
      ['a lock of the index', () => repo.write('.git/index.lock', ''), /^another git command is at work in .*index\.lock$/],
      ['a lock of the branch', () => repo.write('.git/refs/heads/master.lock', ''), /master\.lock$/],
      ['a modified file that git was told not to look at', async () => {
        await repo.git('update-index', '--assume-unchanged', 'a.txt');
        await repo.write('a.txt', 'mine\n');
      }, /^you have changes to a\.txt in .*--no-assume-unchanged/],
      ['the branch checked out twice', () => repo.git('worktree', 'add', '--quiet', '--force', join(repo.scratch, 'second'), 'master'), /^master is checked out twice, in .*repository and .*second; leave it in one$/],
      ['a deleted worktree that holds the branch', async () => {
        await repo.git('checkout', '--quiet', '-b', 'other');
        await repo.git('worktree', 'add', '--quiet', join(repo.scratch, 'gone'), 'master');
        await rm(join(repo.scratch, 'gone'), { recursive: true });
      }, /gone has it checked out, but the folder is gone; .* git worktree prune$/],
      ['a worktree whose folder is another repository by now', async () => {
        await repo.git('checkout', '--quiet', '-b', 'other');
        const path = join(repo.scratch, 'gone');
        await repo.git('worktree', 'add', '--quiet', path, 'master');
        await rm(path, { recursive: true });
        await repo.git('init', '--quiet', path);
      }, /the folder is gone/],
    ];
    for (const [what, make, words] of obstacles) {
      it(what, async () => {
        await setStage({ 'a.txt': 'a\n' });
        await make();
        await waits(await stage.submit({ 'a.txt': 'landed\n', 'new/file': 'new\n' }), words);
      });
    }

    it('an ignored file in a folder that a file replaces', async () => {
      await setStage({ 'dir/tracked': 'a\n' });
      const queued = await stage.submit({ 'dir/tracked': null, dir: 'file\n' });
      await repo.write('.git/info/exclude', '.env\n');
      await repo.write('dir/.env', 'SECRET=1\n');
      await waits(queued, /^dir\/\.env in .* is in the way/);
    });

    it('but not for a file that was assume-unchanged and is', async () => {
      await setStage({ 'a.txt': 'a\n' });
      await repo.git('update-index', '--assume-unchanged', 'a.txt');
      await lands(await stage.submit({ 'a.txt': 'landed\n' }));
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
        await setStage({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
        await repo.git('config', 'branch.master.mergeoptions', options);
        for (const [key, value] of others) await repo.git('config', key, value);
        for (const hook of ['post-merge', 'reference-transaction', 'post-checkout', 'post-index-change']) {
          await repo.write(`.git/hooks/${hook}`, `#!/bin/sh\ntouch '${repo.path}/ran'\nexit 1\n`);
          await chmod(join(repo.path, '.git/hooks', hook), 0o755);
        }
        await repo.git('config', 'core.hooksPath', join(repo.path, '.git/hooks'));
        await repo.write('b.txt', 'mine\n');
        await lands(await stage.submit({ 'a.txt': 'landed\n' }));
        assert.deepEqual(await folderContents(repo.path), { 'a.txt': '- landed\n', 'b.txt': '- mine\n' });
      });
    }

    it('mergeoptions of a branch with an equals sign', async () => {
      repo = await temporaryRepository({ files: { 'a.txt': 'a\n' }, branch: 'a=b.c' });
      stage = await queueStage(repo, 'a=b.c');
      await repo.git('config', 'branch.a=b.c.mergeoptions', '--squash');
      const result = await land(await stage.submit({ 'a.txt': 'landed\n' }));
      assert.ok('landed' in result, JSON.stringify(result));
      assert.equal(await repo.git('status', '--porcelain'), '');
    });
  });

  it('of several is one step of master and of the plan, with the commit of each', async () => {
    await setStage({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
    const cars = await stage.stacked(await stage.submit({ 'a.txt': 'landed\n' }), await stage.submit({ 'b.txt': null }), await stage.submit({ 'c.txt': 'c\n' }));
    const [first, second, top] = cars;
    const result = await landStack(stage.context, stage.writer, cars, verdict);
    assert.deepEqual('landed' in result ? [result.landed.ticket, result.landed.tickets] : result, ['0003', ['0001', '0002', '0003']]);
    assert.equal(await master(), top?.candidate.commit);
    assert.deepEqual(await folderContents(repo.path), { 'a.txt': '- landed\n', 'c.txt': '- c\n' });
    const { tickets, intent, pending } = await stage.store.read();
    assert.deepEqual([intent, pending.size], [undefined, 0]);
    const tip = { commit: top?.candidate.commit, tree: top?.candidate.tree };
    assert.deepEqual(['0001', '0002', '0003'].map((id) => [tickets.get(id)?.state, tickets.get(id)?.fields.landed?.commit, tickets.get(id)?.fields.landed?.base, tickets.get(id)?.fields.landed?.tip]), [
      ['done', first?.candidate.commit, first?.candidate.base, tip],
      ['done', second?.candidate.commit, first?.candidate.commit, tip],
      ['done', top?.candidate.commit, second?.candidate.commit, undefined],
    ]);
  });

  it('of several is refused where one does not stand on the one below, and waits as a whole for what is in the way of one', async () => {
    await setStage({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
    const [one, two] = [await stage.submit({ 'a.txt': 'landed\n' }), await stage.submit({ 'b.txt': 'landed\n' })];
    await assert.rejects(landStack(stage.context, stage.writer, [one, two], verdict), /does not stand on/);
    await repo.write('b.txt', 'mine\n');
    const result = await landStack(stage.context, stage.writer, await stage.stacked(one, two), verdict);
    assert.match('waits' in result ? result.waits : '', /^you have changes to b\.txt/);
    assert.deepEqual(await folderContents(repo.path), { 'a.txt': '- a\n', 'b.txt': '- mine\n' });
    assert.equal(await ticketState('0001'), 'in-progress');
  });

  it('is dropped, and nothing touched, when master moved since the test', async () => {
    await setStage({ 'a.txt': 'a\n' });
    const queued = await stage.submit({ 'a.txt': 'landed\n' });
    const moved = await repo.commit({ 'b.txt': 'b\n' }, 'Moved');
    const result = await land(queued);
    assert.match('waits' in result ? result.waits : '', /^master moved/);
    assert.equal(await master(), moved);
    assert.deepEqual(await folderContents(repo.path), { 'a.txt': '- a\n', 'b.txt': '- b\n' });
    assert.equal((await stage.store.read()).intent, undefined);
  });

  it('of a tree that was not the tested one is refused', async () => {
    await setStage({ 'a.txt': 'a\n' });
    const { pending, candidate } = await stage.submit({ 'a.txt': 'landed\n' });
    const other = { ...candidate, tree: await repo.git('rev-parse', 'HEAD^{tree}') };
    await assert.rejects(land({ pending, candidate: other }), /does not have the tree that was tested/);
  });

  it('leaves no held process behind when the intent cannot be written', async () => {
    await setStage({ 'a.txt': 'a\n' });
    const { pending, candidate } = await stage.submit({ 'a.txt': 'landed\n' });
    const failing = { ...stage.writer, write: () => Promise.reject(new Error('stopped')) };
    await assert.rejects(landStack(stage.context, failing, [{ pending, candidate }], verdict), /stopped/);
    assert.equal(await stage.context.ports.processes.isAnyIn('sh', repo.path), false);
  });
});
