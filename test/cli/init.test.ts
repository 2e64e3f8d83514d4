import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Terminal } from '../support/command.js';
import { sanctum, sanctumJson, startSanctum } from '../support/command.js';
import { engineersState } from '../support/engineersState.js';
import { eventually } from '../support/eventually.js';
import type { TemporaryRepository, TemporaryRepositoryOptions } from '../support/repository.js';
import { temporaryRepository } from '../support/repository.js';
import { sampleProject } from '../support/sampleProject.js';

const planBranch = 'refs/heads/sanctum/plan';
const failingHooks = ['reference-transaction', 'pre-commit', 'commit-msg', 'post-commit', 'post-checkout', 'post-index-change', 'pre-auto-gc'];

describe('init', () => {
  const made: TemporaryRepository[] = [];

  function keep(repository: TemporaryRepository): TemporaryRepository {
    made.push(repository);
    return repository;
  }

  async function project(options: TemporaryRepositoryOptions = {}): Promise<TemporaryRepository> {
    return keep(await temporaryRepository({ files: sampleProject, ...options }));
  }

  function terminal(repository: TemporaryRepository, folder = repository.path): Terminal {
    return { folder, environment: repository.ports.processes.environment() };
  }

  function planTip(repository: TemporaryRepository): Promise<string> {
    return repository.git('for-each-ref', '--format=%(objectname)', planBranch);
  }

  /** Runs `init --gate "make test"`, and holds against each other what was the engineer's before and after. */
  async function initTouchingNothing(repository: TemporaryRepository, folder = repository.path, checkout = repository.path): Promise<string> {
    const before = await engineersState(repository, checkout);
    const { code, stdout, stderr } = await sanctum(terminal(repository, folder), 'init', '--gate', 'make test');
    assert.deepEqual([stderr, code], ['', 0], stdout);
    assert.match(stdout, /The plan is on the branch sanctum\/plan\./);
    assert.deepEqual(await engineersState(repository, checkout), before);
    assert.equal(await repository.git('rev-list', '--count', planBranch), '1', 'the plan begins with one commit that has no parent');
    return stdout;
  }

  /** The command must refuse with these words and this code, and leave no plan, no ref and no file behind. */
  async function refuses(repository: TemporaryRepository, code: number, words: RegExp, ...args: string[]): Promise<string> {
    const before = await engineersState(repository);
    const spoken = await sanctum(terminal(repository), 'init', ...args);
    assert.match(spoken.stderr, words);
    assert.equal(spoken.code, code, spoken.stdout + spoken.stderr);
    assert.deepEqual(await engineersState(repository), before);
    assert.equal(await repository.git('for-each-ref', 'refs/heads/sanctum/', 'refs/sanctum/'), '');
    return spoken.stderr;
  }

  afterEach(async () => {
    await Promise.all(made.splice(0).map((repository) => repository.dispose()));
  });

  it('writes the endpoints that were named into the plan, and refuses a model at one that was not', async () => {
    const repository = await project();
    await refuses(repository, 2, /sanctum\.json names no endpoint "local"\. It names none\. Add it there: .*; or at Init: --endpoint local=/, '--gate', 'make test', '--model', 'gpt-oss-20b');
    await refuses(repository, 2, /"local" names no endpoint\. Write its name and its address/, '--gate', 'make test', '--endpoint', 'local');
    await refuses(repository, 2, /endpoints\.local\.url.*must be an address such as http/, '--gate', 'make test', '--endpoint', 'local=ftp://here');
    const { code, stderr } = await sanctum(terminal(repository), 'init', '--gate', 'make test', '--model', 'gpt-oss-20b', '--endpoint', 'local=http://127.0.0.1:8080/v1');
    assert.equal(code, 0, stderr);
    const written = JSON.parse(await repository.git('show', `${planBranch}:sanctum.json`)) as Readonly<Record<string, unknown>>;
    assert.deepEqual(written['endpoints'], { local: { url: 'http://127.0.0.1:8080/v1' } });
  });

  describe('makes the plan and touches nothing of the engineer’s', () => {
    it('in a dirty checkout with a stash, staged, modified, untracked and ignored files', async () => {
      const repository = await project();
      await repository.commit({ '.gitignore': 'secret\n', 'notes.txt': 'one\n', 'gone.txt': 'x\n' }, 'More files');
      await repository.write('notes.txt', 'stashed\n');
      await repository.git('stash');
      await repository.write('notes.txt', 'modified\n');
      await repository.write('staged.txt', 'staged\n');
      await repository.git('add', 'staged.txt');
      await repository.git('rm', '--quiet', 'gone.txt');
      await repository.write('untracked.txt', 'untracked\n');
      await repository.write('secret', 'ignored\n');
      await initTouchingNothing(repository);
      assert.deepEqual(await repository.git('ls-tree', '-r', '--name-only', planBranch).then((names) => names.split('\n').slice(0, 2)), ['prices.json', 'sanctum.json']);
    });

    it('on a detached HEAD', async () => {
      const repository = await project();
      await repository.git('checkout', '--quiet', '--detach');
      assert.match(await initTouchingNothing(repository), /master is kept green by: make test/);
    });

    it('whatever the branch is called that origin names its head', async () => {
      const origin = await project({ branch: 'trunk' });
      await origin.git('branch', 'main');
      const clone = await project({ files: {} });
      const path = join(clone.scratch, 'clone');
      await clone.git('clone', '--quiet', origin.path, path);
      await clone.git('-C', path, 'branch', '--quiet', 'main', 'origin/main');
      const { code, stdout } = await sanctum(terminal(clone, path), 'init', '--gate', 'make test');
      assert.equal(code, 0);
      assert.match(stdout, /trunk is kept green by: make test/);
    });

    it('from a linked worktree, for the repository that it belongs to', async () => {
      const repository = await project();
      const linked = join(repository.scratch, 'linked');
      await repository.git('worktree', 'add', '--quiet', '-b', 'side', linked);
      await initTouchingNothing(repository, linked, linked);
      assert.match((await sanctum(terminal(repository), 'status')).stdout, /^master is green/);
    });

    it('from a folder below the top, in a path with spaces and letters of other scripts', async () => {
      const repository = await project();
      await repository.commit({ 'źródła i inne/größe 東.txt': 'x\n' }, 'Another folder');
      const elsewhere = join(repository.scratch, 'Ein Ordner – 東京');
      await repository.git('clone', '--quiet', repository.path, elsewhere);
      const { code, stdout, stderr } = await sanctum(terminal(repository, join(elsewhere, 'źródła i inne')), 'init', '--gate', 'make test');
      assert.deepEqual([code, stderr], [0, ''], stdout);
      assert.equal(await repository.git('-C', elsewhere, 'status', '--porcelain'), '');
      assert.match(await repository.git('-C', elsewhere, 'rev-parse', planBranch), /^[0-9a-f]{40}$/);
    });

    it('where every hook fails, the one for ref transactions too', async () => {
      const repository = await project();
      for (const name of failingHooks) {
        await mkdir(join(repository.path, '.git/hooks'), { recursive: true });
        await writeFile(join(repository.path, '.git/hooks', name), `#!/bin/sh\necho ${name} >> "${repository.scratch}/called"\nexit 1\n`, { mode: 0o755 });
      }
      await initTouchingNothing(repository);
      assert.equal(await repository.ports.files.readIfThere(join(repository.scratch, 'called')), undefined, 'a hook was called');
    });

    it('where commits must be signed and signing fails, and git knows no identity', async () => {
      const repository = await project();
      const home = repository.ports.processes.environment()['HOME'] ?? '';
      await writeFile(join(home, '.gitconfig'), '[user]\n\tuseConfigOnly = true\n[commit]\n\tgpgSign = true\n[tag]\n\tgpgSign = true\n[gpg]\n\tprogram = false\n');
      await initTouchingNothing(repository);
    });

    it('in a repository with sha256 names', async () => {
      const repository = await project({ format: 'sha256' });
      await initTouchingNothing(repository);
      assert.equal((await planTip(repository)).length, 64);
    });

    it('in a shallow clone', async () => {
      const origin = await project();
      await origin.commit({ 'more.txt': 'more\n' }, 'Second commit');
      const path = join(origin.scratch, 'shallow');
      await origin.git('clone', '--quiet', '--depth=1', `file://${origin.path}`, path);
      const { code, stdout, stderr } = await sanctum(terminal(origin, path), 'init', '--gate', 'make test');
      assert.deepEqual([code, stderr], [0, ''], stdout);
      assert.equal(await origin.git('-C', path, 'rev-parse', '--is-shallow-repository'), 'true');
    });
  });

  it('takes over the plan of origin in a fresh clone, and asks for approval before anything runs', async () => {
    const origin = await project();
    await sanctum(terminal(origin), 'init', '--gate', 'make test');
    await sanctum(terminal(origin), 'add', 'Something');
    const path = join(origin.scratch, 'clone');
    await origin.git('clone', '--quiet', origin.path, path);
    const elsewhere = { folder: path, environment: { ...origin.ports.processes.environment(), SANCTUM_HOME: join(origin.scratch, 'sanctum') } };
    const { code, stdout } = await sanctum(elsewhere, 'init');
    assert.equal(code, 0);
    assert.match(stdout, /Took over the plan of origin.*sanctum trust/);
    assert.equal(await origin.git('-C', path, 'rev-parse', planBranch), await planTip(origin));
    const run = await sanctum(elsewhere, 'run', '--until-idle');
    assert.match(run.stdout, /WAITING: the commands of this plan are not approved/);
    assert.equal(run.code, 7);
  });

  it('a second time changes nothing, also as --init', async () => {
    const repository = await project();
    await sanctum(terminal(repository), '--init', '--gate', 'make test');
    const tip = await planTip(repository);
    const { path } = repository;
    for (const args of [['init', path], ['--init', path], ['init', '--gate', 'another', path]]) {
      const { code, stdout } = await sanctum(terminal(repository, repository.scratch), ...args);
      assert.equal(code, 0);
      assert.match(stdout, /There is a plan already.*nothing was changed/);
    }
    const again = await sanctumJson(terminal(repository), z.object({ kind: z.literal('there'), tip: z.string() }), '--init');
    assert.deepEqual([again.tip, await planTip(repository)], [tip, tip]);
  });

  describe('refuses what it cannot work in, says the way out, and writes nothing', () => {
    it('a repository without a commit', async () => {
      const repository = keep(await temporaryRepository());
      await refuses(repository, 3, /no commit yet.*git commit/, '--gate', 'true');
    });

    it('a branch that is not there', async () => {
      await refuses(await project(), 3, /no branch "production".*The branches are: master/, '--branch', 'production', '--gate', 'make test');
    });

    it('several branches of which none is known to be the one', async () => {
      const repository = await project({ branch: 'one' });
      await repository.git('branch', 'two');
      await repository.git('checkout', '--quiet', '--detach');
      await refuses(repository, 3, /--branch <name>, one of one, two/, '--gate', 'make test');
    });

    for (const name of ['sanctum', 'sanctum/plan/b']) {
      it(`a branch named ${name}, which leaves no room for the plan`, async () => {
        const repository = await project();
        await repository.git('branch', name);
        const { code, stderr } = await sanctum(terminal(repository), 'init', '--gate', 'make test');
        assert.equal(code, 3);
        const remedy = /git (branch -m \S+ \S+)$/m.exec(stderr)?.[1]?.split(' ') ?? [];
        await repository.git(...remedy);
        assert.equal((await sanctum(terminal(repository), 'init', '--gate', 'make test')).code, 0, 'the way out that it names leads out');
      });
    }

    it('a bare repository', async () => {
      const repository = await project();
      const bare = join(repository.scratch, 'bare.git');
      await repository.git('clone', '--quiet', '--bare', repository.path, bare);
      const { code, stderr } = await sanctum(terminal(repository, bare), 'init', '--gate', 'make test');
      assert.match(stderr, /is a bare repository\. Run Sanctum in a checkout of it: git clone/);
      assert.deepEqual([code, await repository.git('-C', bare, 'for-each-ref', 'refs/heads/sanctum/')], [3, '']);
    });

    it('a partial clone, whose missing objects git would fetch in the middle of the work', async () => {
      const repository = await project();
      await repository.git('config', 'uploadpack.allowFilter', 'true');
      const partial = join(repository.scratch, 'partial');
      await repository.git('clone', '--quiet', '--filter=blob:none', '--no-checkout', `file://${repository.path}`, partial);
      const { code, stderr } = await sanctum(terminal(repository, partial), 'init', '--gate', 'make test');
      assert.match(stderr, /is a partial clone of "origin"/);
      assert.deepEqual([code, await repository.git('-C', partial, 'for-each-ref', 'refs/heads/sanctum/')], [3, '']);
      const remedy = stderr.slice(stderr.indexOf('git fetch')).trim();
      await repository.ports.processes.run({ file: '/bin/sh', args: ['-c', remedy], cwd: partial, env: repository.ports.processes.environment() });
      assert.equal((await sanctum(terminal(repository, partial), 'init', '--gate', 'make test')).code, 0, 'the way out that it names leads out');
    });

    it('a folder that is no repository, one that is not there, a file, and the inside of .git', async () => {
      const repository = await project();
      const cases: readonly (readonly [string, RegExp])[] = [
        [repository.scratch, /is not in a git repository\. Make one with: git init/],
        [join(repository.scratch, 'nowhere'), /nowhere does not exist/],
        [join(repository.path, 'Makefile'), /Makefile is not a folder/],
        [join(repository.path, '.git'), /is inside a git directory\. Run Sanctum in the checkout instead/],
      ];
      for (const [folder, words] of cases) await refuses(repository, 3, words, folder, '--gate', 'make test');
    });

    it('a request that cannot be a configuration, or a model that no backend knows', async () => {
      const repository = await project();
      await refuses(repository, 2, /"setup\.copy\.0" must be a path inside the repository/, '--gate', 'make test', '--copy', '../elsewhere');
      await refuses(repository, 2, /No backend knows the model "nobody"\. Choose one of: rehearsal/, '--gate', 'make test', '--model', 'nobody');
    });
  });

  describe('the gate', () => {
    it('is found for make, and runs nothing before it is approved: without a terminal it exits with 5 and the hash', async () => {
      const repository = await project();
      const words = await refuses(repository, 5, /not approved on this machine:\n {2}make test\nRead them, then approve them with: sanctum init --trust [0-9a-f]{12}/);
      const hash = /--trust ([0-9a-f]+)/.exec(words)?.[1] ?? '';
      await refuses(repository, 5, /not approved/, '--trust', '0123456789ab');
      const { code, stdout } = await sanctum(terminal(repository), 'init', '--trust', hash);
      assert.equal(code, 0);
      assert.match(stdout, /The gate passed\. 1 test ran\.[^]*It failed there, as it should\.[^]*counts its tests/);
    });

    it('is found for npm, and runs with its dependencies installed when it has some', async () => {
      const repository = await project({
        files: {
          'package.json': JSON.stringify({ scripts: { test: 'node --test' }, devDependencies: { fellow: 'file:./fellow' } }),
          'fellow/package.json': JSON.stringify({ name: 'fellow', version: '1.0.0' }),
          'fellow/index.js': 'exports.answer = 42;\n',
          'answer.test.js': "require('node:test')('answers', () => { if (require('fellow').answer !== 42) throw new Error(); });\n",
        },
      });
      const words = await refuses(repository, 5, /\n {2}npm install\n {2}npm test\n/);
      const { code, stdout } = await sanctum(terminal(repository), 'init', '--trust', /--trust ([0-9a-f]+)/.exec(words)?.[1] ?? '');
      assert.equal(code, 0, stdout);
      assert.match(stdout, /master is kept green by: npm test/);
      assert.equal(await repository.git('status', '--porcelain'), '');
    });

    it('that is named is approved by that', async () => {
      const repository = await project();
      await sanctum(terminal(repository), 'init', '--gate', 'make test');
      assert.match((await sanctum(terminal(repository), 'trust')).stdout, /^Approved already/);
    });

    it('that cannot be found has to be named', async () => {
      await refuses(await project({ files: { 'readme.txt': 'Hello\n' } }), 6, /No gate was found.*sanctum init --gate/);
    });

    it('that is red on master is refused, with the end of what it said', async () => {
      const words = /The gate is red on master: `make test` failed with exit code 2\.[^]*1 failed[^]*Mend it and commit/;
      await refuses(await project({ files: { ...sampleProject, 'answer.txt': '41\n' } }), 6, words, '--gate', 'make test');
    });

    it('whose set-up fails is refused, and the set-up is named', async () => {
      await refuses(await project(), 6, /set-up command `echo no >&2; exit 3` failed with exit code 3\.\nno\n/, '--gate', 'make test', '--set-up', 'echo no >&2; exit 3');
    });

    it('that ran no test is refused', async () => {
      await refuses(await project(), 6, /it ran no test/, '--gate', 'echo "0 passed, 0 failed"');
    });

    const vacuous: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
      ['a target that is never run, since a folder has its name', 'make test', { Makefile: 'test:\n\t@sh check.sh\n', 'test/check.sh': 'exit 0\n', 'answer.txt': '42\n' }],
      ['a command that always passes', 'true', sampleProject],
      ['a test whose failure is thrown away', 'make test || true', sampleProject],
    ];
    for (const [what, command, files] of vacuous) {
      it(`that passes on a broken tree is refused: ${what}`, async () => {
        await refuses(await project({ files }), 6, /passes on a tree in which every source file is nonsense, so it tests nothing/, '--gate', command);
      });
    }

    it('is not fooled by names: a source file called clock.sh is broken like any other', async () => {
      const files = { Makefile: '.PHONY: test\ntest:\n\t@sh clock.sh\n', 'clock.sh': 'echo "1 passed, 0 failed"\n' };
      const { code, stderr } = await sanctum(terminal(await project({ files })), 'init', '--gate', 'make test');
      assert.deepEqual([code, stderr], [0, '']);
    });

    it('is ended with all its processes by Ctrl-C, and no plan is made', async () => {
      const repository = await project();
      const mark = join(repository.scratch, 'gate.pid');
      const gate = `echo $$ > "${mark}"; exec sleep 600`;
      const command = startSanctum(terminal(repository), 'init', '--no-sandbox', '--gate', gate);
      const pid = await eventually('the gate at work', async () => Number((await repository.ports.files.readIfThere(mark))?.toString('utf8')) || undefined);
      command.signal('SIGINT');
      const { code, stderr } = await command.ended();
      assert.deepEqual([code, stderr], [130, 'sanctum: Stopped; no plan was made.\n']);
      assert.equal(repository.ports.processes.identify(pid), undefined, 'the gate is still at work');
      assert.equal(await planTip(repository), '');
    });
  });
});
