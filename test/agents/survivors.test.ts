import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.js';
import { RunStage } from '../support/runStage.js';
import { endSurvivors } from '../support/survivors.js';

describe('a run that is reported ended', function () {
  this.timeout(120_000);

  it('has left nothing, not even a daemon that hears no signal, holds the output and starts further ones: 10 of 10', async () => {
    assert.equal((await endSurvivors(10, 2)).length, 10);
  });

  it('has left no descendant that threw its tag away, either', async () => {
    const stage = await RunStage.make();
    try {
      const order = await stage.order();
      const script = 'env -i /usr/bin/setsid sh -c "echo \\$\\$ > pid; exec sleep 600" & wait';
      await stage.runs.start({ ...order, command: { file: '/bin/sh', args: ['-c', script], cwd: stage.worktree, env: { PATH: process.env['PATH'] ?? '' } } });
      await stage.appeared('pid');
      const pid = Number(await eventually('its id', () => stage.text('pid')));
      assert.ok(stage.ports.processes.identify(pid));
      await stage.runs.stop(order.run);
      await stage.ended(order);
      assert.equal(stage.ports.processes.identify(pid), undefined);
    } finally {
      await stage.close();
    }
  });
});
