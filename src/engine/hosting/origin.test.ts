import assert from 'node:assert/strict';
import { join } from 'node:path';
import { EngineStage } from '../../../test/support/engineStage.js';
import { checkoutOf, writeOrigin } from './origin.js';

describe('a folder of Sanctum’s', () => {
  let stage: EngineStage;

  before(async () => {
    stage = await EngineStage.bare({});
  });

  after(() => stage.close());

  it('leads to the checkout that it belongs to, and never where somebody else wrote that it leads', () =>
    stage.withProject(async (project) => {
      const { ports: { files }, folder, home } = project;
      const worktree = folder.worktree('0001', 1);
      assert.equal(await checkoutOf(files, home, worktree), undefined);
      await writeOrigin(project);
      assert.equal(await checkoutOf(files, home, worktree), stage.repo.path);
      assert.equal(await checkoutOf(files, home, join(home, 'logs')), undefined);
      assert.equal(await checkoutOf(files, home, stage.repo.path), undefined);
      await files.write(join(folder.path, 'origin.json'), JSON.stringify({ repository: join(stage.root, 'evil', '.git'), checkout: join(stage.root, 'evil') }));
      assert.equal(await checkoutOf(files, home, worktree), undefined);
      await files.write(join(folder.path, 'origin.json'), 'nonsense');
      assert.equal(await checkoutOf(files, home, worktree), undefined);
    }));
});
