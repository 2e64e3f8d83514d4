import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.js';
import { HostStage, onHost } from './support/hostStage.js';

describe('the review of a ticket', () => {
  it('shows what was handed in and what landed, file by file, with the ticket, the gate’s output and the review beside it', () =>
    onHost(HostStage.make({ files: { 'check.sh': `echo checked; while [ -e "$1/closed" ]; do sleep 0.05; done\n` } }), async (host) => {
      const { stage } = host;
      await stage.setMark('closed');
      const id = await stage.add('Write b', `steps:\n  - write: { path: b.txt, text: "hello from b\\n" }\n  - write: { path: a.txt, text: "a better a\\n" }\n  - remove: README.md\n  - submit: It writes b\n`);
      const window = await host.open();
      await stage.planSays('the submission', ({ pending }) => pending.get(id));
      await window.command('Sanctum: Review');
      await window.pick(`${id} Write b`);
      await eventually('the files', async () => (await window.page.locator('.multiDiffEntry').count()) >= 2);
      await window.picture('/tmp/pics/review-pending.png');
      assert.ok(true);
    }));
});
