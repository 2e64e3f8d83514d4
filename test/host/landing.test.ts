import assert from 'node:assert/strict';
import { HostStage, onHost } from './support/hostStage.js';

describe('a window on a repository with a plan', () => {
  it('runs the engine: a ticket goes from open to landed before the engineer’s eyes', () =>
    onHost(HostStage.make(), async (host) => {
      const { stage } = host;
      const id = await stage.add('Write b', `steps:\n  - write: { path: b.txt, text: "b\\n" }\n  - progress: waiting\n  - wait-for: ${stage.mark('go')}\n  - submit: b\n`);
      const window = await host.open();
      await window.seesRow('Plan', `${id} Write b`, 'waiting');
      await stage.setMark('go');
      await window.seesRow('Plan', `${id} Write b`, 'done');
      assert.equal(await stage.repo.git('show', 'master:b.txt'), 'b');
    }));
});
