import assert from 'node:assert/strict';
import { chmod, chown, lstat, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeFiles } from './nodeFiles.js';

/** Nobody's user id: root itself passes every mode. */
const nobody = 65_534;

describe('a tree is removed', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sanctum-files-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** As a user whom modes hold back, to whom the folder belongs. */
  async function asSomebody(work: () => Promise<void>): Promise<void> {
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) {
      await chown(folder, nobody, nobody);
      process.seteuid?.(nobody);
    }
    try {
      await work();
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  }

  it('also where its owner may not write its folders', async function () {
    if (process.seteuid === undefined) return this.skip();
    await asSomebody(async () => {
      const inner = join(folder, 'tree', 'module', 'package');
      await mkdir(inner, { recursive: true });
      await writeFile(join(inner, 'a.txt'), 'a\n');
      for (const path of [inner, join(inner, '..')]) await chmod(path, 0o500);
      await chmod(join(folder, 'tree'), 0o000);
      await assert.rejects(rm(join(folder, 'tree'), { recursive: true }), /EACCES/);
      await new NodeFiles().removeTree(join(folder, 'tree'));
      await assert.rejects(lstat(join(folder, 'tree')), /ENOENT/);
    });
  });

  it('and while Node goes on to remove what lies beside such a folder', async function () {
    if (process.seteuid === undefined) return this.skip();
    await asSomebody(async () => {
      const tree = join(folder, 'tree');
      await mkdir(join(tree, 'closed', 'inner'), { recursive: true });
      for (let beside = 0; beside < 200; beside += 1) await mkdir(join(tree, `beside-${String(beside)}`, 'inner'), { recursive: true });
      await chmod(join(tree, 'closed'), 0o000);
      await new NodeFiles().removeTree(tree);
      await assert.rejects(lstat(tree), /ENOENT/);
    });
  });

  it('and a folder is opened to its owner, who keeps what else is allowed there', async function () {
    if (process.seteuid === undefined) return this.skip();
    await asSomebody(async () => {
      const closed = join(folder, 'closed');
      await mkdir(join(closed, 'inner'), { recursive: true });
      await chmod(closed, 0o050);
      const files = new NodeFiles();
      await assert.rejects(files.list(closed), /EACCES/);
      await files.letOwnerIn(closed);
      assert.deepEqual(await files.list(closed), [{ name: 'inner', kind: 'folder' }]);
      assert.equal((await lstat(closed)).mode & 0o777, 0o550);
      await files.letOwnerIn(join(folder, 'nothing'));
    });
  });

  it('and one behind another that is closed as well; nothing behind a link, and nothing of somebody else', async function () {
    if (process.geteuid?.() !== 0) return this.skip();
    const files = new NodeFiles();
    const [outer, link, others] = [join(folder, 'outer'), join(folder, 'link'), join(folder, 'others')];
    const inner = join(outer, 'inner');
    for (const made of [join(inner, 'deep'), others]) await mkdir(made, { recursive: true });
    for (const one of [folder, outer, inner]) await chown(one, nobody, nobody);
    await symlink(outer, link);
    for (const one of [inner, outer, others]) await chmod(one, 0o000);
    await asSomebody(async () => {
      await files.letOwnerIn(link, join(link, 'inner'));
      await assert.rejects(files.list(inner), /EACCES/);
      await files.letOwnerIn(outer, inner);
      assert.deepEqual(await files.list(inner), [{ name: 'deep', kind: 'folder' }]);
      await files.letOwnerIn(others);
      await assert.rejects(files.list(others), /EACCES/);
    });
  });
});
