import assert from 'node:assert/strict';
import { chmod, chown, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { TemporaryRepository } from '../../test/support/repository.js';
import { temporaryMachine, temporaryRepository } from '../../test/support/repository.js';
import { findRepository, Repository, RepositoryError } from './repository.js';

describe('the repository of a folder', () => {
  let repo: TemporaryRepository;

  beforeEach(async () => {
    repo = await temporaryRepository({ files: { 'sub/a': 'a\n' } });
  });

  afterEach(() => repo.dispose());

  it('is found from below, with its settings', async () => {
    await repo.git('config', 'Section.Sub.Key', 'one\ntwo');
    const place = await findRepository(repo.ports, join(repo.path, 'sub'));
    assert.deepEqual([place.commonDir, place.topFolder, place.format, place.shallow], [join(repo.path, '.git'), repo.path, 'sha1', false]);
    assert.equal(place.settings.get('section.Sub.key'), 'one\ntwo');
  });

  it('is found from a linked worktree, through links, and with any object format', async () => {
    const linked = join(repo.scratch, 'linked');
    await repo.git('worktree', 'add', '--quiet', linked);
    await symlink(linked, join(repo.scratch, 'link'));
    const place = await findRepository(repo.ports, join(repo.scratch, 'link'));
    assert.deepEqual([place.commonDir, place.topFolder], [join(repo.path, '.git'), linked]);
    const other = await temporaryRepository({ format: 'sha256' });
    assert.equal((await findRepository(other.ports, other.path)).format, 'sha256');
    await other.dispose();
  });

  it('is looked at by the machine\'s git, and not by one among its files that npm has put on the PATH', async () => {
    const ran = join(repo.scratch, 'ran');
    const [bin, own] = [join(repo.path, 'node_modules/.bin'), join(repo.path, 'own')];
    for (const folder of [bin, own]) {
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'git'), `#!/bin/sh\ntouch '${ran}'\n`);
      await chmod(join(folder, 'git'), 0o755);
    }
    const { processes } = repo.ports;
    const environment = processes.environment();
    processes.environment = () => ({ ...environment, PATH: [bin, `${bin}/`, 'own', '', environment['PATH']].join(delimiter) });
    const place = await findRepository(repo.ports, repo.path);
    assert.equal(place.topFolder, repo.path);
    await assert.rejects(repo.ports.files.read(ran));
  });

  it('runs nothing that its configuration names', async () => {
    await repo.git('config', 'core.fsmonitor', `touch ${repo.scratch}/ran; false`);
    await repo.git('config', 'core.pager', `touch ${repo.scratch}/ran`);
    await findRepository(repo.ports, repo.path);
    await assert.rejects(repo.ports.files.read(join(repo.scratch, 'ran')));
  });

  describe('is refused, with the way out,', () => {
    const refused: readonly (readonly [string, () => Promise<string>, RegExp])[] = [
      ['when it does not exist', async () => '/nowhere', /^\/nowhere does not exist\.$/],
      ['when it is a file', async () => join(repo.path, 'sub/a'), /sub\/a is not a folder\.$/],
      ['when it is in no repository', async () => repo.scratch, /is not in a git repository\. Make one with: git init && git add -A && git commit$/],
      ['when it is inside the git directory', async () => join(repo.path, '.git/objects'), /is inside a git directory\. Run Sanctum in the checkout instead\.$/],
      ['when it is bare', async () => {
        const bare = join(repo.scratch, 'bare.git');
        await repo.git('clone', '--quiet', '--bare', '.', bare);
        return bare;
      }, /is a bare repository\. Run Sanctum in a checkout of it: git clone .*bare\.git <folder>$/],
      ['when its git directory stands apart and does not say where the checkout is', async () => {
        const path = join(repo.scratch, 'apart');
        await repo.git('init', '--quiet', '--separate-git-dir', join(repo.scratch, 'store'), path);
        return path;
      }, /git --git-dir=.*store config core\.worktree <folder of the checkout>$/],
      ['when another user owns it', async () => {
        await chown(repo.path, 12345, 12345);
        await chown(join(repo.path, '.git'), 12345, 12345);
        return join(repo.path, 'sub');
      }, /repository belongs to another user, .* git config --global --add safe\.directory \/[^ ]*repository$/],
    ];
    for (const [what, make, words] of refused) {
      it(what, async function () {
        if (what.includes('user') && process.getuid?.() !== 0) this.skip();
        await assert.rejects(findRepository(repo.ports, await make()), (error: Error) => error instanceof RepositoryError && words.test(error.message));
      });
    }

    it('when it is a partial clone; the way out completes it', async () => {
      await repo.git('config', 'uploadpack.allowFilter', 'true');
      await repo.commit({ 'sub/a': 'second\n' }, 'Second');
      const path = join(repo.scratch, 'partial');
      await repo.git('clone', '--quiet', '--filter=blob:none', `file://${repo.path}`, path);
      let words = '';
      await assert.rejects(findRepository(repo.ports, path), (error: Error) => {
        words = error.message;
        return error instanceof RepositoryError;
      });
      const [, command = ''] = /Complete it first: (.*)$/.exec(words) ?? [];
      const result = await repo.ports.processes.run({ file: '/bin/sh', args: ['-c', command], cwd: path, env: { ...repo.ports.processes.environment() } });
      assert.equal(result.exitCode, 0, result.stderr.toString());
      await repo.git('-C', path, 'config', 'remote.origin.url', '/nowhere');
      assert.equal(await repo.git('-C', path, 'show', 'HEAD~1:sub/a'), 'a');
      assert.equal((await findRepository(repo.ports, path)).topFolder, path);
    });

    it('when there is no git', async () => {
      const machine = await temporaryMachine({ PATH: '/nowhere' });
      await assert.rejects(findRepository(machine.ports, repo.path), /^RepositoryError: git was not found on PATH\. Install git 2\.38 or newer\.$/);
      await machine.dispose();
    });

    it('when git is too old', async () => {
      const bin = join(repo.scratch, 'bin');
      await mkdir(bin);
      await writeFile(join(bin, 'git'), '#!/bin/sh\necho git version 2.37.9\n', { mode: 0o755 });
      const machine = await temporaryMachine({ PATH: `${bin}:/usr/bin:/bin` });
      await assert.rejects(findRepository(machine.ports, repo.path), /git 2\.37 is too old: Sanctum needs git 2\.38 or newer\.$/);
      await machine.dispose();
    });
  });

  it('knows which commit comes before which', async () => {
    const first = await repo.git('rev-parse', 'HEAD');
    const second = await repo.commit({ 'sub/a': 'b\n' }, 'Second');
    const { repository } = repo;
    assert.deepEqual(await Promise.all([repository.isAncestor(first, second), repository.isAncestor(second, first), repository.isAncestor(first, first)]), [true, false, true]);
  });

  it('is worked on with nothing of a hook’s environment, and without the engineer’s hooks', async () => {
    await rm(join(repo.path, '.git/hooks'), { recursive: true, force: true });
    await repo.write('.git/hooks/reference-transaction', `#!/bin/sh\ntouch ${repo.scratch}/ran\nexit 1\n`);
    await repo.ports.processes.run({ file: 'chmod', args: ['755', '.git/hooks/reference-transaction'], cwd: repo.path, env: {} });
    const machine = await temporaryMachine({ GIT_DIR: '/nowhere', GIT_INDEX_FILE: '/nowhere', GIT_CONFIG_PARAMETERS: "'core.bare'='x'" });
    const repository = new Repository(machine.ports, join(repo.path, '.git'), 'sha1');
    const head = await repository.git.text(['rev-parse', 'HEAD']);
    assert.equal(await repository.refs.swap('refs/sanctum/x', head, undefined), true);
    await assert.rejects(repo.ports.files.read(join(repo.scratch, 'ran')));
    await repository.close();
    await machine.dispose();
  });
});
