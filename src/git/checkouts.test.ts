import assert from 'node:assert/strict';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TemporaryRepository } from '../../test/support/repository.js';
import { temporaryRepository } from '../../test/support/repository.js';
import { holdersOf } from './checkouts.js';
import { engineerFingerprint } from './fingerprint.js';

describe('a branch is held', () => {
  let repo: TemporaryRepository;

  beforeEach(async () => {
    repo = await temporaryRepository({ files: { a: 'a\n' } });
  });

  afterEach(() => repo.dispose());

  const held = async (branch = 'master'): Promise<readonly string[]> => {
    const holders = await holdersOf(repo.ports.files, repo.repository.git, `refs/heads/${branch}`);
    return holders.map((one) => `${one.path.slice(repo.path.length - 'repository'.length)} ${one.how}${one.missing ? ' missing' : ''}`);
  };

  it('by the main checkout and by linked ones', async () => {
    await repo.git('worktree', 'add', '--quiet', '--force', join(repo.scratch, 'linked'), 'master');
    await repo.git('worktree', 'add', '--quiet', join(repo.scratch, 'other'));
    assert.deepEqual(await held(), ['repository checked-out', 'scratch/linked checked-out']);
    assert.deepEqual(await held('other'), ['scratch/other checked-out']);
    assert.deepEqual(await held('mast'), []);
  });

  it('by nobody when HEAD is detached or the repository bare', async () => {
    await repo.git('checkout', '--quiet', '--detach');
    assert.deepEqual(await held(), []);
    await repo.git('checkout', '--quiet', 'master');
    await repo.git('config', 'core.bare', 'true');
    assert.deepEqual(await held(), []);
  });

  it('by a HEAD that is a symbolic link', async () => {
    await rm(join(repo.path, '.git/HEAD'));
    await symlink('refs/heads/master', join(repo.path, '.git/HEAD'));
    assert.deepEqual(await held(), ['repository checked-out']);
  });

  it('by a linked worktree that points to itself with relative paths', async () => {
    const linked = join(repo.scratch, 'linked');
    await repo.git('worktree', 'add', '--quiet', linked);
    await writeFile(join(repo.path, '.git/worktrees/linked/gitdir'), '../../../../scratch/linked/.git\n');
    await writeFile(join(linked, '.git'), 'gitdir: ../../repository/.git/worktrees/linked\n');
    assert.deepEqual(await held('linked'), ['scratch/linked checked-out']);
  });

  it('by a worktree that was moved away without git, which is missing', async () => {
    await repo.git('worktree', 'add', '--quiet', join(repo.scratch, 'linked'));
    await rename(join(repo.scratch, 'linked'), join(repo.scratch, 'moved'));
    assert.deepEqual(await held('linked'), ['scratch/linked checked-out missing']);
    await mkdir(join(repo.scratch, 'linked'));
    assert.deepEqual(await held('linked'), ['scratch/linked checked-out missing']);
  });
});

describe('the fingerprint of what is the engineer’s', () => {
  let repo: TemporaryRepository;

  beforeEach(async () => {
    repo = await temporaryRepository({ files: { a: 'a\n', b: 'b\n', c: 'c\n', landing: 'l\n' } });
    await repo.write('a', 'modified\n');
    await repo.write('new/file', 'untracked\n');
    await repo.write('b', 'staged\n');
    await repo.git('add', 'b');
  });

  afterEach(() => repo.dispose());

  const fingerprint = (): Promise<string> => engineerFingerprint(repo.ports.files, repo.repository.git, repo.path, new Set(['landing', 'landing-new']));

  it('stays when nothing happens, and when a path of the landing changes', async () => {
    const before = await fingerprint();
    assert.equal(await fingerprint(), before);
    await repo.write('landing', 'landed\n');
    await repo.write('landing-new', 'landed\n');
    assert.equal(await fingerprint(), before);
  });

  const changes: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['a modified file is modified again', () => repo.write('a', 'modified!\n')],
    ['an untracked file changes', () => repo.write('new/file', 'changed!!\n')],
    ['an untracked file comes', () => repo.write('new/other', '')],
    ['an untracked file goes', () => rm(join(repo.path, 'new/file'))],
    ['a tracked file changes', () => repo.write('c', 'changed\n')],
    ['a tracked file goes', () => rm(join(repo.path, 'c'))],
    ['what is staged changes', () => repo.git('add', 'a')],
    ['what is staged is taken back', () => repo.git('reset', '--quiet', 'b')],
  ];
  for (const [what, change] of changes) {
    it(`changes when ${what}`, async () => {
      const before = await fingerprint();
      await change();
      assert.notEqual(await fingerprint(), before);
    });
  }
});
