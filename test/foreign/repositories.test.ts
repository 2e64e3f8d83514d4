import assert from 'node:assert/strict';
import { chmod, chown, cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { builtCommand } from '../support/build.js';
import type { Spoken, Terminal } from '../support/command.js';
import { sanctum, sanctumJson } from '../support/command.js';
import { engineersState } from '../support/engineersState.js';
import type { TemporaryRepository, TemporaryRepositoryOptions } from '../support/repository.js';
import { temporaryRepository } from '../support/repository.js';
import { sampleProject } from '../support/sampleProject.js';

const auditSchema = z.object({ broken: z.number() });
const isRoot = process.getuid?.() === 0;

describe('Sanctum in repositories as people have them', function () {
  this.timeout(60_000);

  let repository: TemporaryRepository;
  let terminal: Terminal;

  const project = async (files: Readonly<Record<string, string>> = sampleProject, more: TemporaryRepositoryOptions = {}): Promise<void> => {
    repository = await temporaryRepository({ files, ...more });
    terminal = { folder: repository.path, environment: repository.ports.processes.environment() };
    await repository.git('config', 'user.name', 'Engineer');
    await repository.git('config', 'user.email', 'engineer@example.com');
  };

  const home = (): string => repository.ports.processes.environment()['HOME'] ?? '';

  const shell = async (command: string, folder = repository.path): Promise<string> => {
    const result = await repository.ports.processes.run({ file: '/bin/sh', args: ['-c', command], cwd: folder, env: repository.ports.processes.environment() });
    assert.equal(result.exitCode, 0, `${command}: ${result.stderr.toString('utf8')}`);
    return result.stdout.toString('utf8').trimEnd();
  };

  const says = ({ code, stdout, stderr }: Spoken, expected: number, ...words: readonly RegExp[]): string => {
    assert.equal(code, expected, stdout + stderr);
    for (const one of words) assert.match(stdout + stderr, one);
    return stdout + stderr;
  };

  const init = (...args: string[]): Promise<Spoken> => sanctum(terminal, 'init', '--gate', 'make test', ...args);

  /** A ticket whose agent runs these commands and hands in; what the engine said. */
  const land = async (...commands: readonly string[]): Promise<string> => {
    const scenario = join(repository.scratch, 'scenario.yaml');
    await writeFile(scenario, `steps:\n${commands.map((run) => `  - run: ${JSON.stringify(run)}\n`).join('')}  - submit: Done\n`);
    says(await sanctum(terminal, 'add', 'A change', '--scenario', scenario), 0);
    return (await sanctum(terminal, 'run', '--until-idle')).stdout;
  };

  const master = (format: string): Promise<string> => repository.git('log', '-1', `--format=${format}`, 'master');
  const tracked = async (): Promise<readonly string[]> => (await repository.git('-c', 'core.quotePath=false', 'ls-tree', '-r', '--name-only', 'master')).split('\n');
  const isClean = async (): Promise<void> => {
    // Not by the stage's own git, which knows no setting of the engineer's.
    assert.equal(await shell('git status --porcelain'), '');
    assert.deepEqual(await sanctumJson(terminal, auditSchema, 'audit').then(({ broken }) => broken), 0);
  };

  afterEach(() => repository.dispose());

  describe('with several projects in one', () => {
    const part = (answer: string): Record<string, string> => ({
      'package.json': JSON.stringify({ scripts: { test: 'node --test' } }),
      'x.js': `exports.x = ${answer};\n`,
      'x.test.js': "require('node:test')('x', () => { if (require('./x.js').x !== 42) throw new Error(); });\n",
    });
    const below = (folder: string, files: Record<string, string>): Record<string, string> => Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));

    it('names every gate below when there is none at the top, and the command that takes them all', async () => {
      await project({ ...below('packages/a', part('42')), ...below('packages/b', part('42')) });
      const words = says(await sanctum(terminal, 'init'), 6, /no gate at the top of the repository, but several below:\n {2}in packages\/a: [^\n]*\n {2}in packages\/b: /);
      const remedy = /All of them: sanctum (init .*)$/m.exec(words)?.[1] ?? '';
      assert.equal(remedy, "init --gate 'cd packages/a && npm test' --gate 'cd packages/b && npm test'");
      const args = [...remedy.matchAll(/'([^']+)'/g)].flatMap((match) => ['--gate', match[1] ?? '']);
      says(await sanctum(terminal, 'init', ...args), 0, /2 tests ran/);
    });

    it('finds the one gate below, called from a folder below', async () => {
      await project(below('services/api', part('42')));
      const there = { ...terminal, folder: join(repository.path, 'services/api') };
      const words = says(await sanctum(there, 'init'), 5, /\n {2}cd services\/api && npm test\n/);
      says(await sanctum(there, 'init', '--trust', /--trust ([0-9a-f]+)/.exec(words)?.[1] ?? ''), 0, /The gate \(in services\/api: /, /services\/api is a folder of .*: the plan is for the whole repository, and its commands run at the top\./);
      assert.match(await land('echo new > services/api/new.txt'), /0001 landed/);
    });
  });

  it('with a .env: copied with its mode into worktrees and lanes, never landed, though no rule ignores it', async () => {
    await project({ ...sampleProject, Makefile: '.PHONY: test\ntest:\n\t@grep -q KEY .env && test "$$(stat -c %a .env)" = 600 && sh check.sh\n' });
    await writeFile(join(repository.path, '.env'), 'KEY=1\n', { mode: 0o600 });
    says(await init('--copy', '.env'), 0, /\n {2}copy \.env\n/);
    assert.match(await land('test "$(stat -c %a .env)" = 600', 'cp .env seen.txt', 'echo KEY=2 > .env'), /0001 landed/);
    assert.equal(await repository.git('show', 'master:seen.txt'), 'KEY=1');
    assert.ok(!(await tracked()).includes('.env'));
    assert.equal(await readFile(join(repository.path, '.env'), 'utf8'), 'KEY=1\n');
  });

  it('says which file to copy is not there, which git tracks, and from where paths count', async () => {
    await project({ ...sampleProject, 'app/main.txt': '' });
    await repository.write('app/.env', 'KEY=1\n');
    const there = { ...terminal, folder: join(repository.path, 'app') };
    const words = says(await sanctum(there, 'init', '--gate', 'make test', '--copy', '.env', '--copy', 'answer.txt'), 0);
    assert.match(words, /There is no \.env in .*: nothing is copied until there is one\. Paths are from the top of the repository: --copy app\/\.env/);
    assert.match(words, /git tracks answer\.txt: each checkout has it as it was committed/);
  });

  it('with a service in its set-up: it serves the gate and the agent, and ends with the lane and the run', async () => {
    await project({ ...sampleProject, '.gitignore': 'pid\n', Makefile: '.PHONY: test\ntest:\n\t@kill -0 $$(cat pid) && sh check.sh\n' });
    const pids = join(repository.scratch, 'pids');
    says(await init('--no-sandbox', '--set-up', `echo serving; sleep 600 & echo $! | tee pid >> '${pids}'`, '--gate', 'kill -0 $(cat pid)'), 0, /The gate passed/);
    assert.match(await land('kill -0 $(cat pid)', 'echo new > new.txt'), /0001 landed/);
    const started = (await readFile(pids, 'utf8')).trim().split('\n').map(Number);
    assert.equal(started.length, 4, 'two lanes of Init, a worktree, a lane');
    assert.deepEqual(started.filter((pid) => repository.ports.processes.identify(pid) !== undefined), []);
  });

  it('with a submodule: says that its folder is empty, fills it when asked, and lands nothing of it', async () => {
    await project({ ...sampleProject, Makefile: '.PHONY: test\ntest:\n\t@test -f lib/answer.txt && sh check.sh\n' });
    const library = join(repository.scratch, 'library');
    await shell(`git clone --quiet '${repository.path}' '${library}'`);
    await repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library, 'lib');
    await repository.git('commit', '--quiet', '--message', 'A library');
    says(await init(), 6, /lib: submodules are empty folders for agents and gates; to give them the files of your checkout: --copy lib\./, /The gate is red on master/);
    says(await init('--copy', 'lib'), 0, /they get the files of your checkout/);
    const before = await repository.git('rev-parse', 'master:lib');
    assert.match(await land('test -f lib/answer.txt', 'echo 1 > lib/new.txt', 'echo 1 > new.txt'), /0001 landed/);
    assert.equal(await repository.git('rev-parse', 'master:lib'), before);
    assert.deepEqual(await tracked(), ['.gitmodules', 'Makefile', 'answer.txt', 'check.sh', 'lib', 'new.txt']);
    await isClean();
  });

  for (const [filter, name] of [['lfs', 'Git LFS'], ['git-crypt', 'git-crypt']] as const) {
    it(`with files kept in ${name}: says so, and refuses what an agent makes of them`, async () => {
      await project();
      const kept = filter === 'lfs' ? `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 5\n` : '\0GITCRYPT\0abc';
      await repository.commit({ 'a.bin': kept, '.gitattributes': `*.bin filter=${filter} diff=${filter} merge=${filter}\n` }, 'A large file');
      says(await init(), 0, new RegExp(`a\\.bin: kept in ${name}\\. Agents and gates see what git keeps`));
      await land('echo contents > a.bin', 'echo contents > b.bin');
      const shown = (await sanctum(terminal, 'show', '0001')).stdout;
      assert.match(shown, new RegExp(`a\\.bin is kept in ${name}, which agents do not have; leave it to the engineer\\.`));
      assert.match(shown, /b\.bin is kept in/);
      assert.equal(await repository.git('rev-list', '--count', 'master'), '2');
    });
  }

  describe('where commits are signed', () => {
    const withKey = async (passphrase: string): Promise<void> => {
      await project();
      const key = join(repository.scratch, 'key');
      await shell(`ssh-keygen -q -t ed25519 -N '${passphrase}' -f '${key}' && echo "engineer@example.com $(cat '${key}.pub')" > '${key}.allowed'`);
      const settings = { 'commit.gpgSign': 'true', 'gpg.format': 'ssh', 'user.signingKey': key, 'gpg.ssh.allowedSignersFile': `${key}.allowed` };
      for (const [name, value] of Object.entries(settings)) await repository.git('config', name, value);
    };

    it('signs landings with the engineer’s key where it answers without a prompt', async () => {
      await withKey('');
      says(await init(), 0, /Landings are signed with your key, as your commits are/);
      assert.match(await land('echo new > new.txt'), /0001 landed/);
      assert.equal(await master('%G? %GS %cn'), 'G engineer@example.com Engineer');
      await isClean();
    });

    it('signs with a key of gpg', async function () {
      await project();
      const made = await repository.ports.processes.run({ file: '/bin/sh', args: ['-c', `mkdir -m 700 "$HOME/.gnupg" && gpg --batch --quiet --passphrase '' --quick-gen-key 'Engineer <engineer@example.com>' ed25519 sign never`], cwd: repository.path, env: terminal.environment });
      if (made.exitCode !== 0) return this.skip();
      try {
        await repository.git('config', 'commit.gpgSign', 'true');
        says(await init(), 0, /Landings are signed with your key/);
        assert.match(await land('echo new > new.txt'), /0001 landed/);
        assert.equal(await shell("git log -1 --format='%G? %GS' master"), 'G Engineer <engineer@example.com>');
      } finally {
        await shell('gpgconf --kill all');
      }
    });

    it('says that the key does not answer, and lands without a signature', async () => {
      await withKey('secret');
      says(await init(), 0, /the key does not answer without a prompt: .*passphrase.*\. Landings are not signed until it does\./);
      assert.match(await land('echo new > new.txt'), /0001 could not be signed \(.*\); it will land without a signature\n[^]*0001 landed/);
      assert.equal(await master('%G?'), 'N');
    });
  });

  it('where commits are signed off: says that landings are not, and does it once the engineer said so', async () => {
    await project({ ...sampleProject, '.github/dco.yml': 'require:\n  members: false\n' });
    const words = says(await init(), 0, /landings are not: that word is yours to give\. Once for this repository: git config sanctum\.signOff true/);
    const remedy = /git (config sanctum\.signOff true)/.exec(words)?.[1] ?? '';
    await repository.git(...remedy.split(' '));
    assert.match(await land('echo new > new.txt'), /0001 landed/);
    assert.match(await master('%cn%n%b'), /^Engineer\n[^]*\nSigned-off-by: Engineer <engineer@example\.com>\n?$/);
    await isClean();
  });

  it('in a shallow clone: lands, and the clone stays shallow', async () => {
    await project();
    await repository.commit({ 'more.txt': '' }, 'Another commit');
    const path = join(repository.scratch, 'shallow');
    await shell(`git clone --quiet --depth=1 'file://${repository.path}' '${path}'`);
    terminal = { ...terminal, folder: path };
    says(await init(), 0);
    assert.match(await land('echo new > new.txt'), /0001 landed/);
    assert.equal(await shell('git rev-parse --is-shallow-repository; git rev-list --count HEAD; git status --porcelain', path), 'true\n2');
  });

  it('where git turns line ends: what an agent wrote with CRLF lands as the engineer’s git add would have it', async () => {
    await project({ ...sampleProject, '.gitattributes': '*.bat text eol=crlf\n*.raw -text\n', 'a.bat': 'echo\n' });
    await repository.git('config', 'core.autocrlf', 'true');
    await shell('rm answer.txt a.bat && git checkout --quiet .');
    assert.equal(await readFile(join(repository.path, 'answer.txt'), 'utf8'), '42\r\n');
    says(await init(), 0);
    assert.match(await land(...['b.txt', 'b.bat', 'b.raw'].map((name) => `printf 'one\\r\\ntwo\\r\\n' > ${name}`)), /0001 landed/);
    const ends = (await shell('git ls-files --eol')).split('\n').filter((line) => line.includes('b.')).map((line) => line.replace(/\s+attr.*\t/, ' ').replace(/\s+/g, ' '));
    assert.deepEqual(ends.sort(), ['i/crlf w/crlf b.raw', 'i/lf w/crlf b.bat', 'i/lf w/crlf b.txt']);
    await isClean();
  });

  it('with names that differ in case alone, and names of other scripts', async () => {
    const [before, after] = ['dé pôt/größe 東.txt', 'Größe 東京.txt'];
    await project({ ...sampleProject, 'Readme.md': 'x\n', [before]: 'x\n', 'e\u0301.txt': 'x\n' });
    says(await init(), 0);
    assert.match(await land('mv Readme.md README.md', `mv '${before}' '${after}'`, 'echo 1 > żółć.txt'), /0001 landed/);
    const names = ['Größe 東京.txt', 'Makefile', 'README.md', 'answer.txt', 'check.sh', 'e\u0301.txt', 'żółć.txt'];
    assert.deepEqual([...(await tracked())].sort(), [...names].sort());
    assert.deepEqual((await readdir(repository.path)).filter((name) => name !== '.git' && name !== 'dé pôt').sort(), [...names].sort());
    await isClean();
  });

  it('below another repository: each is its own', async () => {
    await project();
    const inner = join(repository.path, 'inner');
    await shell(`git clone --quiet '${repository.path}' inner`);
    const outside = await engineersState(repository);
    terminal = { ...terminal, folder: inner };
    says(await init(), 0);
    assert.match(await land('echo new > new.txt'), /0001 landed/);
    assert.equal(await repository.git('for-each-ref', 'refs/heads/sanctum/'), '');
    assert.deepEqual((await engineersState(repository)).git, outside.git);
    terminal = { ...terminal, folder: repository.path };
    says(await init(), 0);
    assert.match(await land('echo outer > outer.txt'), /0001 landed/);
    assert.equal(await shell('git status --porcelain; ls', inner), 'Makefile\nanswer.txt\ncheck.sh\nnew.txt');
  });

  it('by a linked path: it is the same repository by either', async () => {
    await project();
    const link = join(repository.scratch, 'link');
    await symlink(repository.path, link);
    const real = terminal;
    terminal = { ...terminal, folder: link };
    says(await init(), 0);
    says(await sanctum(real, 'init'), 0, /There is a plan already/);
    assert.match(await land('echo new > new.txt'), /0001 landed/);
    assert.match((await sanctum(real, 'status')).stdout, /^master is green/);
    await isClean();
  });

  it('where the engineer set hooks, a monitor and conditional configuration: none of it is run or changed', async () => {
    await project();
    const [hooks, called] = [join(repository.scratch, 'hooks'), join(repository.scratch, 'called')];
    await mkdir(hooks);
    for (const name of ['pre-commit', 'commit-msg', 'post-commit', 'post-merge', 'post-checkout', 'reference-transaction', 'monitor']) {
      await writeFile(join(hooks, name), `#!/bin/sh\necho ${name} >> '${called}'\nexit 1\n`, { mode: 0o755 });
    }
    await writeFile(join(home(), 'included'), `[core]\n\thooksPath = ${hooks}\n\tfsmonitor = ${join(hooks, 'monitor')}\n`);
    await writeFile(join(home(), '.gitconfig'), `[includeIf "gitdir:${repository.path}/"]\n\tpath = ${join(home(), 'included')}\n`);
    assert.equal(await shell('git config core.hooksPath'), hooks);
    const before = await readFile(join(repository.path, '.git/config'), 'utf8');
    says(await init(), 0);
    assert.match(await land('echo new > new.txt'), /0001 landed/);
    assert.equal(await repository.ports.files.readIfThere(called), undefined);
    assert.equal(await readFile(join(repository.path, '.git/config'), 'utf8'), before);
  });

  it('that belongs to another user: git’s refusal is passed on with its remedy, which works', async function () {
    if (!isRoot) return this.skip();
    await project();
    for (const path of [repository.path, join(repository.path, '.git')]) await chown(path, 12_345, 12_345);
    const words = says(await init(), 3, /belongs to another user, so git refuses to read it\. If you trust it: git config --global --add safe\.directory/);
    await shell(`cd / && ${/git config .*$/m.exec(words)?.[0] ?? ''}`);
    says(await init(), 0);
  });

  it('that may not be written: says which folder, before the gate is run; a checkout alone makes a landing wait', async function () {
    await project();
    const all = join(repository.path, '..');
    const bundles = join(repository.scratch, 'sanctum-program');
    await cp(dirname(builtCommand()), join(bundles, 'dist'), { recursive: true });
    await cp(join(import.meta.dirname, '../../prompts'), join(bundles, 'prompts'), { recursive: true });
    if (isRoot) await shell(`chmod 755 '${all}' && chown -R 12345 '${all}'`);
    // To root nothing is read-only.
    const asUser = async (...args: string[]): Promise<Spoken> => {
      const [file = '', ...rest] = [...(isRoot ? ['setpriv', '--reuid=12345', '--clear-groups'] : []), process.execPath, join(bundles, 'dist/cli.cjs'), ...args];
      const { exitCode, stdout, stderr } = await repository.ports.processes.run({ file, args: rest, cwd: repository.path, env: terminal.environment });
      return { code: exitCode, stdout: stdout.toString('utf8'), stderr: stderr.toString('utf8') };
    };
    if ((await asUser('--version')).code !== 0) return this.skip();
    const initialise = () => asUser('init', '--gate', 'make test');
    await shell('chmod -R a-w .git');
    const refused = says(await initialise(), 3, /\.git\/objects cannot be written: permission denied\. The plan is kept there/);
    assert.doesNotMatch(refused, /Running the gate/);
    await shell('chmod -R u+w .git');
    const sanctumHome = terminal.environment['SANCTUM_HOME'] ?? '';
    await chmod(sanctumHome, 0o500);
    says(await initialise(), 3, /Sanctum's own folder, .*, cannot be written: permission denied\. Name another: SANCTUM_HOME=<folder>/);
    await chmod(sanctumHome, 0o700);
    says(await initialise(), 0);
    const scenario = join(repository.scratch, 'scenario.yaml');
    await writeFile(scenario, 'steps:\n  - write: { path: new.txt, text: "new" }\n  - submit: Done\n');
    says(await asUser('add', 'A change', '--scenario', scenario), 0);
    await chmod(repository.path, 0o555);
    says(await asUser('run', '--until-idle'), 7, /0001 does not land yet: .*new\.txt: Permission denied/);
    assert.equal(await repository.git('-c', 'safe.directory=*', 'rev-list', '--count', 'master'), '1');
    await chmod(repository.path, 0o755);
    says(await asUser('run', '--until-idle'), 0, /0001 landed/);
  });
});
