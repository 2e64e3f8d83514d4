import assert from 'node:assert/strict';
import { HostStage, onHost } from './support/hostStage.js';

const files = { 'package.json': '{ "name": "sample", "version": "1.0.0", "scripts": { "test": "sh check.sh" } }\n', 'check.sh': 'test ! -e broken && grep -q sample package.json\n' };

describe('Init', () => {
  it('leads from a repository without a plan to its first landing, in one window that reopens once', () =>
    onHost(HostStage.bare(files), async (host) => {
      const { stage } = host;
      const window = await host.open();
      await window.command('Sanctum: Init');
      await window.picture('/tmp/pics/init1.png');
      await window.pick('npm test');
      await window.pick('plays, costs nothing');
      const effects = await window.picks();
      await window.picture('/tmp/pics/init3.png');
      assert.ok(effects.some((row) => row.includes('sanctum/plan')) && effects.some((row) => row.includes('npm test')), effects.join('\n'));
      await window.pick('Make the Plan and Open Its Workspace');
      await window.reopened();
      console.log(window.page.url(), await stage.repo.ports.files.readIfThere((/workspace=([^&]*)/.exec(decodeURIComponent(window.page.url())) ?? [])[1] ?? '').then(String));
      await window.page.getByText('Say what it is to become').first().waitFor();
      await window.picture('/tmp/pics/init4.png');
      const id = await stage.add('Write b', `steps:\n  - write: { path: b.txt, text: "b\\n" }\n  - submit: b\n`);
      await stage.planSays('the ticket landed', ({ tickets }) => tickets.get(id)?.state === 'done');
      assert.equal(await stage.repo.git('show', 'master:b.txt'), 'b');
    }));
});
