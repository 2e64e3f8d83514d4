import assert from 'node:assert/strict';
import { planRef } from '../../src/plan/paths.js';
import { eventually } from '../support/eventually.js';
import { inParallel } from '../support/inParallel.js';
import { scriptoriumBranch } from '../support/scriptoriumBranch.js';
import { HostStage, onHost } from './support/hostStage.js';

const settings = { 'sanctum.runEngine': false, 'terminal.integrated.gpuAcceleration': 'off' };

inParallel('what was written before Sanctum came', 2, {
  'a plan of Scriptorium is offered, shown and imported; its tickets stand in the tree, and the report is opened': () =>
    onHost(HostStage.make({ settings }), async (host) => {
      const { stage } = host;
      await scriptoriumBranch(stage.repo);
      const tip = await stage.repo.git('rev-parse', planRef);
      const window = await host.open();
      const offer = await window.seesNotification('There is a plan of Scriptorium on scriptorium/plan.');
      // A tooltip may lie over it, which a mouse could not get past.
      await offer.getByRole('button', { name: 'Import…' }).focus();
      await window.page.keyboard.press('Enter');
      await window.pick('Show What Would Come Over');
      await eventually('the report', async () => (await window.editorText()).includes('What came over: a spec, 2 areas'));
      assert.equal(await stage.repo.git('rev-parse', planRef), tip, 'nothing changes by looking');
      await window.choose('Sanctum: Import…', 'Brings a spec, 2 areas, 5 tickets');
      await window.seesRow('Plan', '0002 Greet in French');
      await eventually('the report of the import', async () => (await window.editorText()).includes('scriptorium/plan'));
      if (process.env['SANCTUM_PICTURES'] !== undefined) await window.picture(`${process.env['SANCTUM_PICTURES']}/import.png`);
      assert.deepEqual((await stage.look()).broken, []);
    }),

  'a Markdown file becomes the start of the spec, with what the engineer says of it': () =>
    onHost(HostStage.make({ settings, files: { 'prd.md': '# A greeter\n\n- Greets by name\n' } }), async (host) => {
      const window = await host.open();
      await window.page.keyboard.press('Control+p');
      await window.page.locator('.quick-input-widget input.input').fill('prd.md');
      await window.pick('prd.md');
      await window.page.locator('.tab.active', { hasText: 'prd.md' }).waitFor();
      await window.command('Sanctum: Plan From File…');
      await window.page.getByText('What is the spec to take from it?').waitFor();
      await window.type('Only the greeting');
      await window.page.locator('.tab.active', { hasText: 'Spec: the first draft' }).waitFor();
      if (process.env['SANCTUM_PICTURES'] !== undefined) await window.picture(`${process.env['SANCTUM_PICTURES']}/from-file.png`);
      assert.match(await host.stage.repo.git('show', 'sanctum/draft:spec.md'), /## Only the greeting\n\nFrom `prd\.md`:[^]*- Greets by name/);
    }),
});
