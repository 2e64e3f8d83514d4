import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import type { QueueStage } from '../../test/support/queueStage.js';
import { queueStage } from '../../test/support/queueStage.js';
import type { TemporaryRepository } from '../../test/support/repository.js';
import { temporaryRepository } from '../../test/support/repository.js';
import { Git } from '../git/git.js';
import type { TakenSnapshot } from './submission.js';
import { takeSnapshot } from './submission.js';
import { leavesTree } from '../git/leavesTree.js';

const at = '2026-11-21T04:30:00Z';

describe('a snapshot', () => {
  let repo: TemporaryRepository;
  let stage: QueueStage;
  let folder: string;
  let base: string;

  const setStage = async (files: Record<string, string>): Promise<void> => {
    repo = await temporaryRepository({ files });
    stage = await queueStage(repo);
    base = await repo.git('rev-parse', 'HEAD');
    folder = stage.context.project.worktree('0001', 1);
    await mkdir(dirname(folder), { recursive: true });
    await repo.git('worktree', 'add', '--quiet', '--detach', folder);
  };

  const write = async (path: string, text: string | Uint8Array): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };

  const inFolder = (...args: string[]): string => execFileSync('git', ['-c', 'user.name=Agent', '-c', 'user.email=a@b', ...args], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });

  const take = (largestMegabytes = 100, ended = at): Promise<TakenSnapshot> =>
    takeSnapshot(stage.context, { ticket: '0001', folder: stage.context.project.worktree('0001', 1), attempt: 1, run: 'R-1', base, at: ended, leftOut: [], largestMegabytes });

  const names = async (snapshot: TakenSnapshot): Promise<readonly string[]> => (await repo.git('ls-tree', '-r', '-z', '--name-only', snapshot.tree)).split('\0').slice(0, -1);

  /** Kept under its ref, on the base, in a store without a fault, and nothing left over. */
  const isKept = async (snapshot: TakenSnapshot): Promise<void> => {
    assert.equal(await repo.git('rev-parse', 'refs/sanctum/wip/0001/1'), snapshot.commit);
    assert.equal(await repo.git('rev-parse', `${snapshot.commit}^`), base);
    assert.equal(await repo.git('rev-parse', `${snapshot.commit}^{tree}`), snapshot.tree);
    assert.doesNotMatch(await repo.git('fsck', '--full', '--strict', '--no-dangling'), /./);
    assert.deepEqual(await readdir(stage.context.project.scratch('')), []);
    assert.deepEqual((await readdir(join(repo.path, '.git/objects'))).filter((name) => !/^(?:[0-9a-f]{2}|info|pack)$/.test(name)), []);
  };

  afterEach(() => repo.dispose());

  it('has the tree that git would commit, and the same commit however often it is taken', async () => {
    await setStage({ 'a.txt': 'a\n', 'gone.txt': 'x\n', 'dir/b.txt': 'b\n', '.gitignore': '*.log\nbuild/\nkept.log\n', '.gitattributes': '*.crlf text\n' });
    await write('a.txt', 'changed\n');
    await rm(join(folder, 'gone.txt'));
    await write('dir/new.txt', 'new\n');
    await write('x.crlf', 'one\r\ntwo\r\n');
    await write('tool', '#!/bin/sh\n');
    await chmod(join(folder, 'tool'), 0o755);
    await symlink('dir/b.txt', join(folder, 'link'));
    await write('noise.log', 'ignored\n');
    await write('build/out', 'ignored\n');
    for (const name of ['-dash', 'with\nnewline', 'with"quote', 'ünïcödé', ' space ', ':(top)magic', 'tab\t']) await write(name, `${name}\n`);
    const taken = await take();
    assert.deepEqual(taken.refusals, []);
    assert.deepEqual(await take(), taken);
    await isKept(taken);
    inFolder('add', '--all');
    assert.equal(taken.tree, inFolder('write-tree').trim());
    assert.ok(!(await names(taken)).some((name) => name.endsWith('.log')));
  });

  it('is the one that was taken before, whenever the run is held to have ended; other work of the same attempt is kept beside it', async () => {
    await setStage({ 'a.txt': 'a\n' });
    await write('a.txt', 'changed\n');
    const taken = await take();
    assert.deepEqual(await take(100, '2026-11-21T05:00:00Z'), taken);
    await write('a.txt', 'changed elsewhere\n');
    const other = await take(100, '2026-11-21T05:00:00Z');
    assert.equal(await repo.git('show', `${other.ref}:a.txt`), 'changed elsewhere');
    assert.deepEqual((await repo.git('for-each-ref', '--format=%(refname) %(objectname)', 'refs/sanctum/wip')).split('\n'), [`refs/sanctum/wip/0001/1 ${taken.commit}`, `refs/sanctum/wip/kept/${other.commit} ${other.commit}`]);
  });

  it('keeps what the base tracks although an ignore rule names it', async () => {
    await setStage({ 'vendor/lib.js': 'lib\n', 'a.txt': 'a\n', '.gitignore': 'vendor/\n' });
    await write('a.txt', 'changed\n');
    await write('vendor/lib.js', 'changed\n');
    await write('vendor/other.js', 'ignored\n');
    const taken = await take();
    assert.deepEqual(await names(taken), ['.gitignore', 'a.txt', 'vendor/lib.js']);
    assert.equal(await repo.git('show', `${taken.tree}:vendor/lib.js`), 'changed');
  });

  it('keeps a submodule as it is, whatever lies in it', async () => {
    await setStage({ 'a.txt': 'a\n' });
    await repo.git('update-index', '--add', '--cacheinfo', `160000,${base},sub`);
    base = await repo.commit({ 'b.txt': 'b\n' }, 'With a submodule');
    inFolder('checkout', '--quiet', base);
    await write('a.txt', 'changed\n');
    inFolder('init', '--quiet', 'sub');
    await write('sub/inside', 'x\n');
    const taken = await take();
    assert.deepEqual(taken.refusals, []);
    assert.match(await repo.git('ls-tree', taken.tree, 'sub'), new RegExp(`^160000 commit ${base.slice(0, 4)}|^160000 commit`));
  });

  it('of an agent’s nested repositories holds their files, and is refused', async () => {
    await setStage({ 'src/a.txt': 'a\n', '.gitignore': 'node_modules/\n' });
    for (const name of ['empty', 'full', 'full/deep/inner', 'node_modules/ignored']) inFolder('init', '--quiet', name);
    await write('full/file', 'full\n');
    await write('full/tool', 'x\n');
    await chmod(join(folder, 'full/tool'), 0o755);
    await symlink('file', join(folder, 'full/link'));
    await write('full/new\nline', 'x\n');
    await write('full/deep/inner/file', 'inner\n');
    inFolder('-C', 'full', 'add', 'file');
    inFolder('-C', 'full', 'commit', '--quiet', '-m', 'x');
    inFolder('init', '--quiet', 'src');
    await write('src/a.txt', 'changed\n');
    await write('empty/work', 'work\n');
    const taken = await take();
    assert.deepEqual([...(await names(taken))].sort(), ['.gitignore', 'empty/work', 'full/deep/inner/file', 'full/file', 'full/link', 'full/new\nline', 'full/tool', 'src/a.txt'].sort());
    assert.match(await repo.git('ls-tree', taken.tree, 'full/tool', 'full/link'), /^120000 .*\n100755 /);
    assert.equal(await repo.git('show', `${taken.tree}:src/a.txt`), 'changed');
    assert.deepEqual([...taken.refusals].sort(), ['empty', 'full', 'full/deep/inner', 'src'].map((path) => `${path} holds a git repository of its own; remove its .git.`));
    await isKept(taken);
  });

  for (const spelling of ['.GIT', 'git~1', '.Git ', '.git.', '.g\u200cit', '.git::$INDEX_ALLOCATION']) {
    it(`with ${JSON.stringify(spelling)} at its top and below holds all else, and is refused`, async () => {
      await setStage({ 'a.txt': 'a\n' });
      inFolder('init', '--quiet', 'made');
      await mkdir(join(folder, 'sub'));
      await rename(join(folder, 'made/.git'), join(folder, 'sub', spelling));
      await mkdir(join(folder, spelling));
      await write(`${spelling}/config`, '[core]\n');
      await write('sub/work', 'work\n');
      await write('work', 'work\n');
      const taken = await take();
      assert.deepEqual(await names(taken), ['a.txt', 'sub/work', 'work']);
      assert.deepEqual(taken.refusals.slice(0, 2).map((words) => words.split(' holds ')[0]).sort(), ['The top folder', 'sub']);
      await isKept(taken);
    });
  }

  it('runs nothing that the agent left: no filter, no monitor, no hook, no configuration', async () => {
    await setStage({ 'a.txt': 'a\n' });
    const ran = join(repo.scratch, 'ran');
    const attack = `sh -c 'touch ${ran}; cat'`;
    await repo.git('config', 'filter.evil.clean', attack);
    await repo.git('config', 'filter.evil.required', 'true');
    await repo.git('config', 'core.fsmonitor', `touch ${ran}; false`);
    await rm(join(folder, '.git'));
    inFolder('init', '--quiet', '.');
    for (const [key, value] of [['filter.evil.clean', attack], ['core.fsmonitor', attack], ['core.hooksPath', folder], ['core.worktree', '/'], ['alias.add', `!touch ${ran}`]] as const) inFolder('config', key, value);
    await write('.gitattributes', '* filter=evil diff=evil merge=evil\n');
    await write('.gitconfig', `[core]\n\tfsmonitor = ${attack}\n`);
    for (const hook of ['post-index-change', 'pre-commit']) {
      await write(hook, `#!/bin/sh\ntouch ${ran}\n`);
      await chmod(join(folder, hook), 0o755);
    }
    inFolder('init', '--quiet', 'nested');
    inFolder('-C', 'nested', 'config', 'core.fsmonitor', attack);
    await write('nested/file', 'x\n');
    await write('work', 'work\n');
    const taken = await take();
    assert.deepEqual(await names(taken), ['.gitattributes', '.gitconfig', 'a.txt', 'nested/file', 'post-index-change', 'pre-commit', 'work']);
    assert.deepEqual((await readdir(repo.scratch)).filter((name) => name === 'ran'), []);
    await isKept(taken);
  });

  it('is not held by a FIFO or a socket, not even by one that git would read', async () => {
    await setStage({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
    const server = createServer();
    await new Promise<void>((resolve) => {
      process.chdir(folder);
      server.listen('socket', resolve);
    });
    process.chdir(join(import.meta.dirname, '../..'));
    await mkdir(join(folder, 'sub'));
    await rm(join(folder, 'b.txt'));
    execFileSync('mkfifo', ['fifo', 'b.txt', '.gitignore', 'sub/.gitattributes'], { cwd: folder });
    await write('a.txt', 'changed\n');
    await write('sub/work', 'work\n');
    const taken = await take();
    server.close();
    assert.equal(await repo.git('show', `${taken.tree}:a.txt`), 'changed');
    assert.equal(await repo.git('show', `${taken.tree}:sub/work`), 'work');
    assert.ok(taken.refusals.some((words) => words.startsWith('.gitignore was no file')), taken.refusals.join('\n'));
    await isKept(taken);
  });

  it('with a name that is not UTF-8 is kept byte for byte, and refused', async () => {
    await setStage({ 'a.txt': 'a\n' });
    const script = `printf 'odd\\n' > "$(printf 'o\\377d')"; d=$(printf '\\376'); git init -q "$d"; mkdir "$d/in"; echo work > "$d/in/file"; echo work > work`;
    execFileSync('sh', ['-c', script], { cwd: folder });
    const taken = await take();
    assert.match(await repo.git('ls-tree', '-r', taken.tree), /"o\\377d"/);
    assert.ok(taken.refusals.some((words) => words.includes('not UTF-8')), taken.refusals.join('\n'));
    await isKept(taken);
  });

  it('of 4,000 files, of which 500 are new, takes a few seconds at most', async () => {
    await setStage({ 'a.txt': 'a\n' });
    const files = Array.from({ length: 4000 }, (_, at) => `M 100644 inline d${String(at % 200)}/f${String(at)}\ndata ${String(String(at).length)}\n${String(at)}\n`);
    const commit = `commit refs/heads/large\ncommitter E <e@x> 0 +0000\ndata 0\nfrom ${base}\n${files.join('')}\n`;
    execFileSync('git', ['fast-import', '--quiet'], { cwd: repo.path, input: commit });
    inFolder('checkout', '--quiet', '--detach', 'large');
    base = await repo.git('rev-parse', 'large');
    for (let at = 0; at < 500; at += 1) await write(`d${String(at % 200)}/new${String(at)}`, `new ${String(at)}\n`);
    const began = performance.now();
    const taken = await take();
    const milliseconds = performance.now() - began;
    assert.deepEqual(taken.refusals, []);
    assert.equal((await names(taken)).length, 4501);
    assert.ok(milliseconds < 15_000, `${String(milliseconds)} ms`);
  });

  describe('is kept, but no submission,', () => {
    const key = ['-----BEGIN OPENSSH PRIVATE', 'KEY-----'].join(' ');
    const refused: readonly (readonly [string, () => Promise<unknown>, RegExp])[] = [
      ['when it changes nothing', async () => undefined, /^It changes nothing\.$/],
      ['with a link out of the tree', () => symlink('../../etc/passwd', join(folder, 'link')), /^link is a link out of the worktree, to \.\.\/\.\.\/etc\/passwd\.$/],
      ['with an absolute link', () => symlink('/etc/passwd', join(folder, 'link')), /^link is a link out/],
      ['with a file that became a link out', async () => {
        await rm(join(folder, 'path.txt'));
        await symlink('../../etc', join(folder, 'path.txt'));
      }, /^path\.txt is a link out/],
      ['with a private key', () => write('id', `${key}\nabc\n`), /^id holds a private key; take it out\.$/],
      ['with an AWS key', () => write('a.txt', ['key = AKIA', 'ABCDEFGHIJKLMNOP\n'].join('')), /^a\.txt holds an AWS access key/],
    ];
    for (const [what, make, words] of refused) {
      it(what, async () => {
        await setStage({ 'a.txt': 'a\n', 'path.txt': '../../etc' });
        await make();
        const taken = await take();
        assert.equal(taken.refusals.length, 1);
        assert.match(taken.refusals[0] ?? '', words);
        await isKept(taken);
      });
    }

    it('when it is too large for the engineer’s repository: it stays in Sanctum’s own', async () => {
      await setStage({ 'a.txt': 'a\n' });
      const noise = execFileSync('head', ['-c', '2000000', '/dev/urandom'], { maxBuffer: 3_000_000 });
      await write('noise', noise);
      const before = await repo.git('count-objects', '-v');
      const taken = await take(1);
      assert.match(taken.refusals.join('\n'), /^It holds 2 MB of new data; the limit is 1 MB\. It is kept in .*snapshots\.git as refs\/sanctum\/wip\/0001\/1\.$/);
      assert.equal(taken.inRepository, false);
      assert.equal(await repo.git('count-objects', '-v'), before);
      const own = new Git(stage.context.ports.processes, stage.context.project.snapshots, 'closed');
      assert.equal(await own.text(['rev-parse', 'refs/sanctum/wip/0001/1']), taken.commit);
      assert.ok((await own.bytes(['cat-file', 'blob', `${taken.commit}:noise`])).equals(noise));
      assert.deepEqual(await take(1), taken);
      assert.deepEqual(await readdir(stage.context.project.scratch('')), []);
    });

    it('when it is small in git but not in a checkout', async () => {
      await setStage({ 'a.txt': 'a\n' });
      await write('zeros', Buffer.alloc(3_000_000));
      const taken = await take(1);
      assert.deepEqual(taken.refusals, ['Its new files hold 3 MB; the limit is 1 MB.']);
      await isKept(taken);
    });
  });
});

describe('a link', () => {
  const links: readonly (readonly [string, string, boolean])[] = [
    ['a', 'b', false],
    ['a/b', '../c', false],
    ['a/b', '..', false],
    ['a/b', './x/./y', false],
    ['a/b', '../../c', true],
    ['a', '..', true],
    ['a', '/etc', true],
    ['a', 'C:\\x', true],
    ['a/b/c', '../../d', false],
    ['a', 'link/../..', true],
    ['a/b', 'link/../x', true],
    ['a', '.git/hooks', true],
    ['a', 'sub/.GIT/config', true],
  ];
  for (const [path, target, leaves] of links) {
    it(`at ${path} to ${target} ${leaves ? 'leaves' : 'stays in'} the tree`, () => {
      assert.equal(leavesTree(path, target), leaves);
    });
  }
});
