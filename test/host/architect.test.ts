import assert from 'node:assert/strict';
import type { VsCodeWindow } from './support/vsCodeWindow.js';
import { HostStage, onHost } from './support/hostStage.js';
import { inParallel } from '../support/inParallel.js';
import { eventually } from '../support/eventually.js';

/** The terminal's text stands in the page only where it is drawn by the page itself. */
const settings = { 'terminal.integrated.gpuAcceleration': 'off' };

/** What stands in the terminal. */
async function terminalText(window: VsCodeWindow): Promise<string> {
  const rows = await window.page.locator('.terminal-wrapper.active .xterm-rows > div').allInnerTexts();
  return rows.map((row) => row.replaceAll('\u00a0', ' ').trimEnd()).join('\n').trimEnd();
}

async function says(window: VsCodeWindow, words: RegExp): Promise<string> {
  let last = '';
  return eventually(`the terminal says ${String(words)}`, async () => {
    last = await terminalText(window);
    return words.test(last) ? last : undefined;
  }, 30_000).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${last}`);
  });
}

async function types(window: VsCodeWindow, text: string): Promise<void> {
  await window.page.locator('.terminal-wrapper.active .xterm').click();
  await window.page.keyboard.type(text);
}

inParallel('a conversation with the architect', 2, {
  'becomes a draft beside the spec; accepted in whole it is cut into areas and tickets that stand in the tree': () =>
    onHost(HostStage.make({ settings }), async (host) => {
      const window = await host.open();
      await window.command('Sanctum: Plan');
      await says(window, /There is no spec yet\. Say what is to be built\.\s+plan> $|plan>$/);
      await types(window, 'Greet peopel\u0008\u0008le by name');
      await says(window, /plan> Greet people by name/);
      await window.page.keyboard.press('Enter');
      await says(window, /revises the spec[^]*1 file changed, 5 insertions[^]*The draft waits for you[^]*plan>$/);
      const title = window.page.locator('.tab.active', { hasText: 'Spec: the first draft' });
      await title.waitFor();
      assert.match(await window.page.locator('.editor.modified .view-lines').innerText(), /Greet.people.by.name/);
      await window.picture('/tmp/pics/architect-draft.png');
      await window.command('Sanctum: Accept Draft');
      await title.waitFor({ state: 'detached' });
      await window.seesRow('Plan', 'Greet people by name');
      assert.match(await host.stage.repo.git('show', 'sanctum/plan:spec.md'), /## Greet people by name/);
      await window.picture('/tmp/pics/architect-accepted.png');
    }),
});
