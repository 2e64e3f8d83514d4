import { eventually } from '../support/eventually.js';
import { HostStage, onHost } from './support/hostStage.js';

describe('the command of a criterion', () => {
  it('is shown where things wait for the engineer, is run once it is approved, and its result stands beside the change', () =>
    onHost(HostStage.make(), async (host) => {
      const { stage } = host;
      const steps = [{ write: { path: 'b.txt', text: 'b\n' } }, { progress: 'writing' }, { 'wait-for': stage.mark('go') }, { submit: 'b is there' }];
      const id = await stage.add('Write b', JSON.stringify({ steps }), { criteria: ['It is easy to read.', { text: 'There is a b.', command: 'grep -q b b.txt' }] });
      const window = await host.open();
      await window.seesRow('Plan', `${id} Write b`, 'writing');
      await window.seesRow('Questions', `Approve grep -q b b.txt for a criterion of ${id}`);
      await window.command('Sanctum: Approve Commands…');
      await eventually('the command to approve', async () => (await window.picks()).some((row) => row.includes('grep -q b b.txt')) || undefined);
      await window.pick('On this machine');
      await eventually('that nothing waits', async () => ((await window.rows('Questions')).some(({ label }) => label.includes('criterion')) ? undefined : true));
      await stage.setMark('go');
      await stage.planSays('the ticket landed', ({ tickets }) => tickets.get(id)?.state === 'done');
      await window.command('Sanctum: Review');
      await window.pick(`${id} Write b`);
      await eventually('the result in the sheet', async () => (await window.page.locator('.view-lines').allInnerTexts()).join('\n').replaceAll('\u00a0', ' ').includes('There is a b. — passed') || undefined);
    }));
});
