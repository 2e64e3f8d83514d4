import assert from 'node:assert/strict';
import { HostStage, onHost } from './support/hostStage.js';
import type { VsCodeWindow } from './support/vsCodeWindow.js';

/** Opens a document of the plan as a person finds it. */
async function open(window: VsCodeWindow, title: string): Promise<void> {
  await window.command('Sanctum: Open Plan Document…');
  await window.pick(title);
  await window.page.locator('.editor-group-container.active .view-lines').first().waitFor();
}

describe('a document of the plan', () => {
  it('is found, edited and saved: one plan commit of the engineer’s', () =>
    onHost(HostStage.make({ settings: { 'sanctum.runEngine': false } }), async (host) => {
      const { stage } = host;
      const id = await stage.add('Write b', 'steps:\n  - submit: b\n');
      const window = await host.open();
      await window.seesRow('Plan', `${id} Write b`);
      await open(window, `${id} Write b`);
      await window.page.keyboard.press('Control+End');
      await window.page.keyboard.type('It has one line.');
      await window.page.keyboard.press('Control+s');
      await stage.planSays('the edit', ({ tickets }) => tickets.get(id)?.text.endsWith('It has one line.') === true || undefined);
      const { transitions, broken } = await stage.look();
      assert.deepEqual([transitions.slice(1), broken], [[`add ${id}`, `edit ${id}`], []]);
      await window.picture('/tmp/pics/documents-1.png');
    }));
});
