import assert from 'node:assert/strict';
import type { VsCodeWindow } from './support/vsCodeWindow.js';
import { HostStage, onHost } from './support/hostStage.js';
import type { EngineStage } from '../support/engineStage.js';
import { inParallel } from '../support/inParallel.js';
import { eventually } from '../support/eventually.js';

/** The terminal's text stands in the page only where it is drawn by the page itself. */
const settings = { 'terminal.integrated.gpuAcceleration': 'off' };

/** Nothing is built meanwhile. */
const quiet = { ...settings, 'sanctum.runEngine': false };

/** What the architect does from now on, by what it is there for. */
async function architectPlays(stage: EngineStage, steps: Readonly<Record<string, readonly string[]>>): Promise<void> {
  const scenario = Object.entries(steps).map(([work, lines]) => `  ${work}:\n    steps:\n${lines.map((line) => `      - ${line}\n`).join('')}`);
  await stage.setMark('scenario.yaml', `work:\n${scenario.join('')}`);
  await stage.configure((config) => ({ ...config, roles: { ...config.roles, architect: [`rehearsal:${stage.mark('scenario.yaml')}`] } }));
}

/** Makes a text the first version of the spec. */
async function specIs(stage: EngineStage, text: string): Promise<void> {
  await architectPlays(stage, { spec: [`write: { path: spec.md, text: ${JSON.stringify(text)} }`] });
  for (const args of [['plan', 'A greeter'], ['approve']]) assert.equal((await stage.sanctum(...args)).code, 0);
}

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
      await window.command('Sanctum: Accept Draft');
      await title.waitFor({ state: 'detached' });
      await window.seesRow('Plan', 'Greet people by name');
      assert.match(await host.stage.repo.git('show', 'sanctum/plan:spec.md'), /## Greet people by name/);
    }),

  'is interrupted by Ctrl+C, answers what the engineer asks, and is asked back by number': () =>
    onHost(HostStage.make({ settings }), async (host) => {
      const { stage } = host;
      await architectPlays(stage, {
        ask: ['call: { tool: answer_question, arguments: { answer: "Everybody who has a name." } }'],
        spec: ['progress: Thinking', 'ask: { question: "Which language?", options: [French, Danish] }', 'write: { path: spec.md, text: "# In {{answer}}\\n" }'],
      });
      const window = await host.open();
      await window.command('Sanctum: Ask');
      await says(window, /ask>$/);
      await types(window, 'Whom do we greet?\n');
      await says(window, /ask> Whom do we greet\?[^]*Everybody who has a name\.\nask>$/);
      await types(window, '/plan Greet in a language\n');
      await says(window, /· Thinking[^]*The architect asks: Which language\?\n {2}1 {2}French\n {2}2 {2}Danish\nanswer>$/);
      await window.page.keyboard.press('Control+c');
      await says(window, /Stopped\. The draft is as it was\.[^]*ask>$/);
      await window.page.keyboard.press('ArrowUp');
      await says(window, /ask> \/plan Greet in a language$/);
      await window.page.keyboard.press('Enter');
      await says(window, /Stopped[^]*answer>$/);
      await window.page.keyboard.type('2\n');
      await says(window, /answer> Danish[^]*The draft waits for you/);
      assert.equal(await stage.repo.git('show', 'sanctum/draft:spec.md'), '# In Danish');
      await types(window, '/approve\n');
      await says(window, /The spec is v1 now\./);
    }),
});

inParallel('a draft of the spec', 2, {
  'that was made elsewhere is told once; one of its hunks is accepted, the rest is changed by hand, and rejected with a reason': () =>
    onHost(HostStage.make({ settings: quiet }), async (host) => {
      const { stage } = host;
      await specIs(stage, '# Greeter\n\n- Greet by name\n- Say farewell\n- Be polite\n');
      const window = await host.open();
      await architectPlays(stage, { spec: ['replace: { path: spec.md, find: by name, with: by first name }', 'append: { path: spec.md, text: "- In French\\n" }'] });
      await stage.sanctum('plan', 'First names, and French');
      await window.command('Notifications: Show Notifications');
      const told = window.page.locator('.notifications-center .notification-list-item');
      await told.filter({ hasText: 'A draft of the spec of repository waits for you.' }).locator('.monaco-button', { hasText: 'Review' }).click();
      await window.page.locator('.tab.active', { hasText: 'Spec ↔ Draft' }).waitFor();
      await window.command('Sanctum: Accept Hunks of the Draft…');
      await window.page.locator('.quick-input-title', { hasText: 'Accept hunks of the draft' }).waitFor();
      const hunks = window.page.locator('.quick-input-list .monaco-list-row .label-name');
      await hunks.first().waitFor();
      assert.deepEqual((await hunks.allInnerTexts()).map((label) => label.replaceAll('\u00a0', ' ')), ['± - Greet by first name', '+ - In French']);
      await window.pick('In French');
      await window.page.locator('.quick-input-widget .monaco-button', { hasText: 'OK' }).click();
      await stage.planSays('the second version', ({ version }) => version === 2 || undefined);
      assert.match(await stage.repo.git('show', 'sanctum/plan:spec.md'), /by first name\n- Say farewell\n- Be polite$/);
      await eventually('the draft is what is left', async () => !(await window.page.locator('.editor.original .view-lines').innerText()).includes('by.name') || undefined);

      await window.page.locator('.editor.modified .view-lines').click();
      await window.page.keyboard.press('Control+End');
      await window.page.keyboard.type('- And Danish');
      await window.page.keyboard.press('Control+s');
      await eventually('the draft with the words of the engineer', async () => (await stage.repo.git('show', 'sanctum/draft:spec.md')).endsWith('- In French\n- And Danish') || undefined);
      const draft = await stage.repo.git('rev-parse', 'sanctum/draft');
      await window.menuOf(window.page.locator('.editor.modified .view-line', { hasText: 'Danish' }), 'Reject This Hunk');
      await window.type('too many');
      await window.page.locator('.tab', { hasText: 'Spec' }).waitFor({ state: 'detached' });
      assert.equal(await stage.repo.git('log', '-1', '--format=%s', `refs/sanctum/rejected/${draft}`), 'Rejected: too many');
      await window.command('Notifications: Show Notifications');
      assert.deepEqual(await told.allInnerTexts(), [], 'it was told once');
    }),

  'begins with a comment on a line of the spec: the answer comes in its thread, outlives a restart, and becomes a change': () =>
    onHost(HostStage.make({ settings: quiet }), async (host) => {
      const { stage } = host;
      await specIs(stage, '# Greeter\n\n- Greet by name\n');
      await architectPlays(stage, {
        ask: ['run: grep -q name spec.md', 'call: { tool: answer_question, arguments: { answer: "By the first name." } }'],
        spec: ['replace: { path: spec.md, find: by name, with: by first name }'],
      });
      const window = await host.open();
      const thread = window.page.locator('.review-widget');
      const openSpec = async (): Promise<void> => {
        await window.choose('Sanctum: Open Plan Document…', 'pec');
        await window.page.locator('.editor-group-container.active .view-lines', { hasText: 'Greeter' }).waitFor();
      };
      await openSpec();
      await window.page.locator('.view-line', { hasText: 'name' }).first().click();
      await window.command('Comments: Add Comment on Current Selection');
      await thread.locator('.monaco-editor').click();
      await window.page.keyboard.type('Which name?');
      await thread.locator('.monaco-button', { hasText: 'Ask the Architect' }).click();
      await thread.locator('.review-comment', { hasText: 'By the first name.' }).waitFor();
      await window.load();
      await openSpec();
      await thread.locator('.review-comment', { hasText: 'By the first name.' }).waitFor();
      await thread.locator('.review-comment', { hasText: 'Which name?' }).waitFor();
      await thread.locator('[aria-label^="Turn into a Change"]').click();
      await window.page.locator('.tab', { hasText: 'Spec ↔ Draft' }).waitFor();
      assert.match(await stage.repo.git('show', 'sanctum/draft:spec.md'), /- Greet by first name$/);
      assert.match(await stage.repo.git('log', '-1', '--format=%s', 'sanctum/draft'), /Change the spec as this conversation asks for/);
    }),
});
