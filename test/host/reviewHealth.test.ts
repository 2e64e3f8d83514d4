import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.js';
import { inParallel } from '../support/inParallel.js';
import { HostStage, onHost } from './support/hostStage.js';
import type { VsCodeWindow } from './support/vsCodeWindow.js';

/** Opens the test explorer, where master is one test. */
async function openTests(window: VsCodeWindow): Promise<void> {
  await window.command('Testing: Focus on Test Explorer View');
  await window.page.locator('.test-explorer .monaco-list-row').first().waitFor();
}

/** Waits until the test explorer says how master is. */
async function seesMaster(window: VsCodeWindow, words: string): Promise<void> {
  const rows = window.page.locator('.test-explorer .monaco-list-row');
  await eventually(`in the test explorer, master is ${words}`, async () => {
    const spoken = await rows.evaluateAll((all: readonly { getAttribute(name: string): string | null }[]) => all.map((row) => row.getAttribute('aria-label') ?? ''));
    return spoken.some((label) => label.startsWith('Gate on master') && label.includes(words));
  }, 30_000);
}

inParallel('a window that looks on', 2, {
  'shows master’s health as a test: green, red when somebody breaks it, and green again when it is run again': () =>
    onHost(HostStage.make({ files: { 'check.sh': `test ! -e "$1/ill" && test ! -e broken\n` } }), async (host) => {
      const { stage } = host;
      const window = await host.open();
      await openTests(window);
      await seesMaster(window, 'Passed');
      await stage.setMark('ill');
      await stage.repo.commit({ 'c.txt': 'c\n' }, 'A commit of the engineer’s');
      await seesMaster(window, 'Failed');
      await stage.repo.ports.files.remove(stage.mark('ill'));
      await window.command('Test: Run All Tests');
      await seesMaster(window, 'Passed');
      await stage.planSays('the order', ({ control }) => control.retest);
    }),

  'follows what an agent prints, and tells how its run ended': () =>
    onHost(HostStage.make(), async (host) => {
      const { stage } = host;
      const id = await stage.add('Write b', `steps:\n  - say: Good morning\n  - progress: thinking\n  - wait-for: ${stage.mark('go')}\n  - say: Now all is green\n  - write: { path: b.txt, text: "b\\n" }\n  - submit: It writes b\n`);
      const window = await host.open();
      await stage.working(id);
      await window.command('Sanctum: Show Transcript');
      await window.pick(`${id} Write b`);
      const sees = (text: string) => eventually(`in the transcript, ${text}`, async () => (await window.editorText()).includes(text), 30_000);
      await sees('● Good morning');
      await stage.setMark('go');
      await sees('● Now all is green');
      await sees('submitted: true');
    }),

  'takes a live run over in a terminal: its processes end, its work is kept, an agent goes on from what is done by hand, and what is done by hand lands': () =>
    onHost(HostStage.make(), async (host) => {
      const { stage } = host;
      const id = await stage.add('Write b', `attempts:\n  - steps:\n      - write: { path: b.txt, text: "by the agent\\n" }\n      - run: setsid sleep 600 > /dev/null 2>&1 &\n      - progress: thinking\n      - hang: true\n  - steps:\n      - run: grep hand c.txt\n      - append: { path: c.txt, text: "and again\\n" }\n      - progress: going on\n      - hang: true\n`);
      const window = await host.open();
      await stage.working(id);
      const ofTheRun = () => stage.processes().filter(({ command }) => /rehearsal\.cjs|runner\.cjs|sleep 600/.test(command)).length;
      assert.ok(ofTheRun() >= 3);
      await window.command('Sanctum: Take Over in Terminal');
      await window.pick(`${id} Write b`);
      const screen = window.page.locator('.terminal-wrapper.active .xterm-screen');
      await screen.waitFor();
      assert.equal(ofTheRun(), 0);
      const { fields } = await stage.ticket(id);
      assert.deepEqual([fields.run, fields.hold?.why], [undefined, 'taken over in a terminal']);
      assert.equal(await stage.repo.git('show', `${fields.snapshot ?? ''}:b.txt`), 'by the agent');
      await screen.click();
      await window.page.keyboard.type(`cat b.txt > c.txt; echo by hand >> c.txt; pwd > ${stage.mark('place')}\n`);
      assert.match(await stage.markText('place'), new RegExp(`/tickets/${id}/1/worktree\n$`));
      await window.page.keyboard.type('exit\n');
      const waysOn = async (way: string) => (await window.seesNotification('is held with what is in its worktree')).locator('.monaco-button', { hasText: way }).click();
      await waysOn('Resume the Agent');
      await window.seesRow('Agents', `${id} Write b`, 'attempt 3', 'going on');
      assert.equal((await stage.ticket(id)).fields.hold, undefined);

      await window.command('Sanctum: Take Over in Terminal');
      await window.pick(`${id} Write b`);
      await screen.waitFor();
      await screen.click();
      await window.page.keyboard.type(`echo by hand >> c.txt; exit\n`);
      await waysOn('Submit');
      await stage.planSays('the landing', ({ tickets }) => tickets.get(id)?.fields.landed);
      assert.equal(await stage.repo.git('show', 'master:c.txt'), 'by the agent\nby hand\nand again\nby hand');
      assert.deepEqual((await stage.look()).broken, []);
    }),
});
