import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { TemporaryRepository } from '../../test/support/repository.js';
import { temporaryRepository } from '../../test/support/repository.js';
import { TreeCache } from './treeCompare.js';
import type { ObjectFormat, TreeEntry } from './objects.js';
import { decodeCommit, decodeTree, encodeCommit, encodeTree, sanctumPerson } from './objects.js';

for (const format of ['sha1', 'sha256'] as const satisfies readonly ObjectFormat[]) {
  describe(`objects written without git, ${format},`, () => {
    let repo: TemporaryRepository;

    beforeEach(async () => {
      repo = await temporaryRepository({ format, files: { 'a.txt': 'a\n', 'dir/b.txt': 'b\n', 'dir/deep/c.txt': 'c\n' } });
    });

    afterEach(() => repo.dispose());

    const made = (input: string | Buffer, ...args: string[]): string => execFileSync('git', args, { cwd: repo.path, input, encoding: 'utf8' }).trim();

    it('have the ids that git gives them, and fsck finds no fault', async () => {
      const { objects } = repo.repository;
      for (const text of ['', 'text\n', 'ü'.repeat(100_000)]) assert.equal(await objects.blob(text), made(text, 'hash-object', '--stdin'));
      const blob = await objects.blob('x');
      // The names are chosen so that order by name is not git's order.
      const entries: TreeEntry[] = [
        { mode: '040000', name: 'a', id: await objects.tree([{ mode: '100755', name: 'tool', id: blob }]) },
        { mode: '100644', name: 'a.b', id: blob },
        { mode: '100644', name: 'a-b', id: blob },
        { mode: '120000', name: 'a0', id: blob },
        { mode: '100644', name: Buffer.from('ü').toString('latin1'), id: blob },
        { mode: '100644', name: '\xff', id: blob },
      ];
      const tree = await objects.tree(entries);
      const listing = Buffer.concat(entries.map((entry) => Buffer.from(`${entry.mode} ${entry.mode === '040000' ? 'tree' : 'blob'} ${entry.id}\t${entry.name}\0`, 'latin1')));
      assert.equal(tree, made(listing, 'mktree', '-z'));
      const parent = await repo.git('rev-parse', 'HEAD');
      const commit = await objects.commit({ tree, parents: [parent], author: { name: 'A <x>\n', email: 'a@b' }, committer: sanctumPerson, time: 1_700_000_000.7, message: 'Subject\0\n\nBody\n\n\n' });
      assert.equal(await repo.git('log', '-1', '--format=%an|%ae|%cn|%ct|%B', commit), 'A x|a@b|Sanctum|1700000000|Subject\n\nBody\n');
      await repo.git('update-ref', 'refs/heads/made', commit);
      assert.equal(await repo.git('fsck', '--full', '--strict', '--no-dangling'), '');
    });

    it('are read back as they were', async () => {
      const { reader, objects } = repo.repository;
      const head = await repo.git('rev-parse', 'HEAD');
      const { tree } = await reader.commit(head);
      assert.equal(tree, await repo.git('rev-parse', 'HEAD^{tree}'));
      assert.equal(await objects.tree(await reader.tree(tree)), tree);
      const written = encodeCommit({ tree, parents: [head, head], author: sanctumPerson, committer: sanctumPerson, time: 12, message: 'M\n\nBody' });
      assert.deepEqual(decodeCommit(written), { tree, parents: [head, head], time: 12, message: 'M\n\nBody\n' });
    });

    it('edited trees are what git would make', async () => {
      const { trees } = repo.repository;
      const before = await repo.git('rev-parse', 'HEAD^{tree}');
      const edited = await trees.edit(before, new Map([['a.txt', undefined], ['dir/deep/c.txt', undefined], ['dir/new.txt', 'new\n'], ['x/y/z', 'z\n']]));
      const after = await repo.commit({ 'a.txt': null, 'dir/deep/c.txt': null, 'dir/new.txt': 'new\n', 'x/y/z': 'z\n' }, 'Edited');
      assert.equal(edited, await repo.git('rev-parse', `${after}^{tree}`));
      assert.equal(await trees.edit(before, new Map()), before);
      assert.equal(await trees.edit(undefined, new Map()), await repo.git('hash-object', '-t', 'tree', '/dev/null'));
    });

    it('a file may take a folder’s name and the other way round, in whatever order the changes are named', async () => {
      const { trees } = repo.repository;
      const file = await trees.edit(undefined, new Map([['a', 'file\n']]));
      const folder = await trees.edit(undefined, new Map([['a/b', 'inner\n']]));
      assert.equal(await trees.edit(folder, new Map([['a', 'file\n'], ['a/b', undefined]])), file);
      assert.equal(await trees.edit(folder, new Map([['a/b', undefined], ['a', 'file\n']])), file);
      assert.equal(await trees.edit(file, new Map([['a', undefined], ['a/b', 'inner\n']])), folder);
      assert.equal(await trees.edit(folder, new Map([['a', undefined]])), folder, 'no file is there to remove');
      assert.equal(await trees.edit(file, new Map([['a/b', undefined]])), file, 'nothing is below a file');
    });

    it('compared trees differ in the files that git names', async () => {
      const before = await repo.git('rev-parse', 'HEAD');
      const after = await repo.commit({ 'a.txt': null, 'dir/b.txt': 'changed\n', 'new/file': 'new\n' }, 'Changed');
      const trees = new TreeCache(repo.repository.reader);
      const changes = await trees.compare(await repo.repository.treeOf(before), await repo.repository.treeOf(after));
      assert.deepEqual(changes.map((change) => change.path), (await repo.git('diff', '--name-only', '--no-renames', before, after)).split('\n'));
      assert.equal(changes[0]?.after, undefined);
    });
  });
}

describe('a tree object', () => {
  it('that is damaged is refused', () => {
    assert.throws(() => decodeTree(Buffer.from('no tree'), 'sha1'), /damaged; run git fsck/);
    assert.throws(() => decodeTree(Buffer.from('99999 a\0aaaaaaaaaaaaaaaaaaaa'), 'sha1'), /damaged/);
    assert.throws(() => decodeTree(encodeTree([{ mode: '100644', name: 'a', id: 'a'.repeat(40) }]).subarray(0, -3), 'sha1'), /damaged/);
  });
});
