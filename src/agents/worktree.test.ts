import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderContents } from '../../test/support/queueStage.js';
import type { TemporaryRepository, TemporaryRepositoryOptions } from '../../test/support/repository.js';
import { temporaryRepository } from '../../test/support/repository.js';
import { makePrivateRepository } from '../git/privateRepository.js';
import { ProjectFolder } from '../git/projectFolder.js';
import type { ObjectFormat } from '../git/objects.js';
import { findRepository } from '../git/repository.js';
import { makeWorktree } from './worktree.js';

describe('an agent’s worktree', () => {
  let repo: TemporaryRepository;

  afterEach(() => repo.dispose());

  const make = async (base: string, earlier?: string, attempt = 1): Promise<string> => {
    const place = await findRepository(repo.ports, repo.path);
    const project = new ProjectFolder(join(repo.scratch, 'sanctum'), place.commonDir);
    const closedGit = await makePrivateRepository(repo.ports, repo.repository, place.settings, project.snapshots, { branch: 'unused', tags: false, person: 'Sanctum' });
    return makeWorktree({ ports: repo.ports, repository: repo.repository, settings: place.settings, project, closedGit }, { ticket: '0001', attempt, base, earlier });
  };

  const setStage = async (options: TemporaryRepositoryOptions): Promise<string> => {
    repo = await temporaryRepository(options);
    return repo.git('rev-parse', 'HEAD');
  };

  const environment = { PATH: process.env['PATH'] ?? '', HOME: '/nowhere', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
  const git = (folder: string, ...args: string[]): string => execFileSync('git', args, { cwd: folder, encoding: 'utf8', env: environment, stdio: 'pipe' }).trimEnd();

  /** Everything in the engineer's repository but its objects, and what Sanctum pins. */
  const engineers = async (): Promise<Record<string, string>> => {
    const contents = await folderContents(join(repo.path, '.git'));
    return Object.fromEntries(Object.entries(contents).filter(([path]) => !path.startsWith('objects/') && !path.startsWith('refs/sanctum/')));
  };

  for (const format of ['sha1', 'sha256'] as const satisfies readonly ObjectFormat[]) {
    it(`is for commits, branches, stashes and tags of its own, ${format}; the engineer’s repository stays as it was`, async () => {
      const base = await setStage({ format, files: { 'a.txt': 'a\n' } });
      await repo.write('.git/hooks/post-checkout', `#!/bin/sh\ntouch ${repo.scratch}/ran\n`);
      await repo.git('tag', '-a', '-m', 'One', 'v1');
      await repo.git('tag', 'light');
      await repo.write('a.txt', 'stashed\n');
      await repo.git('stash');
      await repo.write('a.txt', 'staged\n');
      await repo.git('add', 'a.txt');
      const before = [await engineers(), await folderContents(repo.path)];
      const folder = await make(base);
      assert.equal(git(folder, 'branch', '--show-current'), 'ticket-0001');
      assert.equal(git(folder, 'status', '--porcelain'), '');
      assert.equal(git(folder, 'describe', '--tags', '--match', 'v*'), 'v1');
      assert.equal(git(folder, 'tag', '--list'), 'light\nv1');
      await repo.ports.files.write(join(folder, 'new.txt'), 'new\n');
      git(folder, 'add', '--all');
      git(folder, 'commit', '--quiet', '-m', 'Work');
      await repo.ports.files.write(join(folder, 'a.txt'), 'more\n');
      git(folder, 'stash');
      git(folder, 'checkout', '--quiet', '-b', 'mine');
      git(folder, 'stash', 'pop');
      git(folder, 'tag', 'own');
      git(folder, 'config', 'core.hooksPath', '/nowhere');
      git(folder, 'branch', '-D', 'ticket-0001');
      assert.equal(git(folder, 'remote'), '');
      assert.equal(git(folder, 'stash', 'list'), '');
      assert.deepEqual([await engineers(), await folderContents(repo.path)], before);
      assert.equal(await repo.git('rev-parse', 'refs/sanctum/keep/0001/1'), base);
    });
  }

  it('comes from a shallow repository', async () => {
    await setStage({ files: { 'a.txt': '1\n' } });
    await repo.commit({ 'a.txt': '2\n' }, 'Two');
    const origin = repo;
    repo = await temporaryRepository();
    await repo.git('fetch', '--quiet', '--depth=1', `file://${origin.path}`, 'master');
    await repo.git('reset', '--quiet', '--hard', 'FETCH_HEAD');
    await origin.dispose();
    const folder = await make(await repo.git('rev-parse', 'HEAD'));
    assert.equal(git(folder, 'log', '--oneline').split('\n').length, 1);
    assert.equal(git(folder, 'status', '--porcelain'), '');
  });

  it('holds earlier work as uncommitted changes, and marks where master went another way', async () => {
    const base = await setStage({ files: { 'a.txt': 'a\n', 'both.txt': 'one\ntwo\nthree\n', 'gone.txt': 'x\n', 'tool': 'x\n' } });
    await repo.git('checkout', '--quiet', '--detach');
    await repo.git('update-index', '--chmod=+x', 'tool');
    const earlier = await repo.commit({ 'a.txt': 'worked\n', 'both.txt': 'one\nagent\nthree\n', 'new/file': 'new\n', 'gone.txt': null }, 'Snapshot');
    await repo.git('checkout', '--quiet', '--force', 'master');
    const master = await repo.commit({ 'both.txt': 'one\nmaster\nthree\n', 'other.txt': 'other\n' }, 'Master went on');
    const folder = await make(master, earlier, 2);
    assert.equal(git(folder, 'rev-parse', 'HEAD'), master);
    assert.equal(git(folder, 'status', '--porcelain'), ' M a.txt\n M both.txt\n D gone.txt\n M tool\n?? new/');
    assert.equal(await readFile(join(folder, 'a.txt'), 'utf8'), 'worked\n');
    assert.match(await readFile(join(folder, 'both.txt'), 'utf8'), /^one\n<<<<<<< .*\nmaster\n=======\nagent\n>>>>>>> .*\nthree\n$/);
    assert.notEqual(base, master);
  });

  it('is made anew over what an earlier making left, and its base outlives a clean-up', async () => {
    const base = await setStage({ files: { 'a.txt': 'a\n' } });
    await repo.ports.files.write(join(repo.scratch, 'x'), '');
    const first = await make(base);
    await repo.ports.files.write(join(first, 'left-over'), 'x\n');
    const folder = await make(base);
    assert.deepEqual(await folderContents(folder), { 'a.txt': '- a\n' });
    await repo.git('commit', '--quiet', '--amend', '-m', 'Other');
    await repo.git('reflog', 'expire', '--expire=now', '--all');
    await repo.git('gc', '--quiet', '--prune=now');
    assert.equal(git(folder, 'status', '--porcelain'), '');
    assert.equal(git(folder, 'log', '--format=%H'), base);
  });
});
