import assert from 'node:assert/strict';
import { StackStage } from '../../test/support/stackStage.js';

describe('an observer', function () {
  this.timeout(60_000);

  it('learns where tickets begin once from the same plan, anew from another, and not at all where they always begin on the first rung', async () => {
    const queue = await StackStage.open();
    const { stage, project } = queue;
    try {
      await stage.configure((config) => ({ ...config, roles: { ...config.roles, coding: ['small', 'middle'] } }));
      const { beginnings: first } = await queue.observe();
      assert.ok(first !== undefined);
      assert.equal((await queue.observe()).beginnings, first);
      await stage.add('Another', '');
      const { beginnings: other } = await queue.observe();
      assert.ok(other !== undefined && other !== first);
      await stage.configure((config) => ({ ...config, firstRung: 'always' }));
      assert.equal((await queue.observe()).beginnings, undefined);
    } finally {
      await project.close();
      await stage.close();
    }
  });
});
