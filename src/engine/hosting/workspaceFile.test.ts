import assert from 'node:assert/strict';
import { join } from 'node:path';
import { ProjectFolder } from '../../git/projectFolder.js';
import type { TemporaryMachine } from '../../../test/support/repository.js';
import { temporaryMachine } from '../../../test/support/repository.js';
import { workspaceFile, WorkspaceFileError, writeWorkspaceFile } from './workspaceFile.js';

describe('the workspace file', () => {
  let machine: TemporaryMachine;

  before(async () => {
    machine = await temporaryMachine();
  });

  after(() => machine.dispose());

  function projectAt(name: string): Parameters<typeof workspaceFile>[0] {
    const topFolder = join(machine.root, name);
    const place = { topFolder, commonDir: join(topFolder, '.git'), format: 'sha1' as const, shallow: false, settings: new Map<string, string>() };
    return { place, folder: new ProjectFolder(join(machine.root, 'sanctum'), place.commonDir) };
  }

  it('lies in Sanctum’s folder, holds the checkout, and keeps git away from what it comes upon by itself', async () => {
    const project = projectAt('shop');
    const path = await writeWorkspaceFile(machine.ports.files, project);
    assert.equal(path, join(project.folder.path, 'shop.code-workspace'));
    assert.deepEqual(JSON.parse((await machine.ports.files.read(path)).toString('utf8')), {
      folders: [{ path: project.place.topFolder }],
      settings: { 'git.autoRepositoryDetection': 'subFolders', 'git.openRepositoryInParentFolders': 'never', 'git.detectWorktrees': false },
    });
  });

  it('keeps what the engineer added, set and commented, and is written once', async () => {
    const project = projectAt('mine');
    const { path } = workspaceFile(project);
    const own = `{\n  // Both of ours.\n  "folders": [{ "path": "../docs" }],\n  "settings": { "git.detectWorktrees": true, "editor.tabSize": 3, },\n}\n`;
    await machine.ports.files.write(path, own);
    await writeWorkspaceFile(machine.ports.files, project);
    const once = (await machine.ports.files.read(path)).toString('utf8');
    assert.match(once, /\/\/ Both of ours\./);
    assert.match(once, /"path": "\.\.\/docs"/);
    assert.match(once, /"git\.detectWorktrees": true/);
    assert.match(once, /"editor\.tabSize": 3/);
    assert.match(once, /"git\.autoRepositoryDetection": "subFolders"/);
    assert.ok(once.indexOf(project.place.topFolder) < once.indexOf('../docs'), once);
    await writeWorkspaceFile(machine.ports.files, project);
    assert.equal((await machine.ports.files.read(path)).toString('utf8'), once);
  });

  it('is never written over what cannot be read', async () => {
    const project = projectAt('broken');
    const { path } = workspaceFile(project);
    await machine.ports.files.write(path, '{ "folders": [');
    await assert.rejects(writeWorkspaceFile(machine.ports.files, project), WorkspaceFileError);
    assert.equal((await machine.ports.files.read(path)).toString('utf8'), '{ "folders": [');
  });
});
