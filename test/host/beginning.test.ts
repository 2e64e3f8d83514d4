import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.js';
import { HostStage, onHost } from './support/hostStage.js';

const files = { 'package.json': '{ "name": "sample", "version": "1.0.0", "scripts": { "test": "sh check.sh" } }\n', 'check.sh': 'test ! -e broken && grep -q sample package.json\n' };

describe('Init', () => {
  it('leads from a repository without a plan to its first landing, with the extension as it is installed, in one window that reopens once', () =>
    onHost(HostStage.bare(files, { packed: true }), async (host) => {
      const { stage } = host;
      const window = await host.open();
      await window.command('Sanctum: Init');
      await window.pick('npm test');
      await window.pick('plays, costs nothing');
      const effects = await window.picks();
      assert.ok(effects.some((row) => row.includes('sanctum/plan')) && effects.some((row) => row.includes('npm test')), effects.join('\n'));
      await window.pick('Make the Plan and Open Its Workspace');
      await window.reopened();
      await window.page.getByText('Say what it is to become').first().waitFor();
      const id = await stage.add('Write b', `steps:\n  - write: { path: b.txt, text: "b\\n" }\n  - submit: b\n`);
      await stage.planSays('the ticket landed', ({ tickets }) => tickets.get(id)?.state === 'done');
      assert.equal(await stage.repo.git('show', 'master:b.txt'), 'b');
    }));

  it('says of a partial clone how it is completed, and comes up once it is', () =>
    onHost(HostStage.make({ settings: { 'sanctum.runEngine': false } }), async (host) => {
      const { stage } = host;
      const id = await stage.add('Write b', 'steps:\n  - submit: b\n');
      await stage.repo.git('config', 'extensions.partialClone', 'origin');
      const window = await host.open();
      await window.page.getByText('This repository is a partial clone').first().waitFor();
      await stage.repo.git('config', '--unset-all', 'extensions.partialClone');
      await window.page.locator('.part.sidebar .monaco-button', { hasText: 'Look Again' }).first().click();
      await window.seesRow('Plan', `${id} Write b`);
    }));

  it('says why a gate is red, lets it be mended in place, and changes nothing when it is called again', () =>
    onHost(HostStage.bare({ ...files, 'check.sh': 'echo the well is dry; exit 3\n', 'good.sh': 'grep -q water source.js\n', 'source.js': 'export const water = 1;\n' }), async (host) => {
      const { stage } = host;
      const window = await host.open();
      await window.command('Sanctum: Init');
      await window.pick('npm test');
      await window.pick('plays, costs nothing');
      await window.pick('Make the Plan and Stay in This Folder');
      await window.page.getByText('It is red on master').waitFor();
      await window.pick('Show What It Printed');
      await eventually('what the gate printed', async () => (await window.editorText()).includes('the well is dry'));
      assert.equal(await stage.repo.git('for-each-ref', 'refs/heads/sanctum'), '');
      await window.pick('Other Command…');
      await window.page.getByPlaceholder('npm test').waitFor();
      await window.type('sh good.sh');
      await window.page.getByText('Leave it empty if nothing has to.').waitFor();
      await window.type('');
      await window.pick('Make the Plan and Stay in This Folder');
      const { config } = await eventually('the plan', async () => ((await stage.repo.git('for-each-ref', 'refs/heads/sanctum/plan')) === '' ? undefined : stage.snapshot()));
      assert.deepEqual(config?.gate.commands, ['sh good.sh']);
      await window.page.getByText('Say what it is to become').first().waitFor();
      const plan = (): Promise<string> => stage.repo.git('log', '--format=%T %s', 'sanctum/plan', '--', 'sanctum.json');
      const before = await plan();
      await window.command('Sanctum: Init');
      // While a window is starting, VS Code keeps what an extension says behind the bell.
      const told = window.page.locator('.notification-list-item').filter({ hasText: 'has its plan already; nothing was changed' });
      const bell = window.page.locator('.statusbar-item[id="status.notifications"]', { has: window.page.locator('.codicon-bell-dot') });
      await told.or(bell).first().waitFor();
      if (!(await told.isVisible())) await bell.click();
      await told.waitFor();
      assert.equal(await plan(), before);
    }));
});
