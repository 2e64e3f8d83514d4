import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.js';
import { HostStage, onHost } from './support/hostStage.js';

describe('the command of a criterion', () => {
  it('is shown where things wait for the engineer, is run once it is approved, and its result stands beside the change and in the tip of the ticket', () =>
    onHost(HostStage.make(), async (host) => {
      const { stage } = host;
      const go = stage.mark('go');
      const steps = [{ write: { path: 'b.txt', text: 'b\n' } }, { 'wait-for': go }, { submit: 'b is there' }];
      const id = await stage.add('Write b', JSON.stringify({ steps }), { criteria: ['It is easy to read.', { text: 'There is a b.', command: 'grep -q b b.txt' }] });
      const window = await host.open();
      await stage.working(id).catch(() => undefined);
      await eventually('the command', async () => (await window.palette('Sanctum: Approve Commands…')).some((name) => name.includes('Approve Commands')) || undefined);
      await window.command('Sanctum: Approve Commands…');
      const rows = await window.picks();
      assert.ok(rows.some((row) => row.includes('grep -q b b.txt')), rows.join('\n'));
      await window.pick('On this machine');
      await eventually('that nothing waits', async () => ((await window.palette('Sanctum: Approve Commands…')).some((name) => name.includes('Approve Commands')) ? undefined : true));
      await stage.setMark('go');
      await stage.planSays('the ticket landed', ({ tickets }) => tickets.get(id)?.state === 'done');
      assert.match((await stage.sanctum('show', id)).output, /2\. There is a b\. — passed: it ended with exit code 0/);
    }));
});
