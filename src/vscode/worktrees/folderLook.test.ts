import assert from 'node:assert/strict';
import { join } from 'node:path';
import { eventually } from '../../../test/support/eventually.js';
import type { TemporaryMachine } from '../../../test/support/repository.js';
import { temporaryMachine } from '../../../test/support/repository.js';
import { FolderLook } from './folderLook.js';

describe('FolderLook', () => {
  let machine: TemporaryMachine;
  const told: string[] = [];

  before(async () => {
    machine = await temporaryMachine();
  });

  after(() => machine.dispose());

  it('tells what came, changed and went in the folders that were looked at, and in no others', async () => {
    const { files } = machine.ports;
    const look = new FolderLook(machine.ports, (folder, name, change) => told.push(`${folder.slice(machine.root.length)}/${name} ${change}`));
    const folder = join(machine.root, 'worktree');
    await files.write(join(folder, 'a'), 'a');
    await files.write(join(folder, 'b'), 'b');
    await files.write(join(folder, 'inner', 'c'), 'c');
    await look.lookAt(folder);
    await files.append(join(folder, 'a'), 'more');
    await files.remove(join(folder, 'b'));
    await files.write(join(folder, 'inner', 'd'), 'd');
    await files.write(join(folder, 'e'), 'e');
    await eventually('three changes', () => (told.length >= 3 ? true : undefined));
    assert.deepEqual([...told].sort(), ['/worktree/a changed', '/worktree/b removed', '/worktree/e added']);
    look.close();
  });
});
