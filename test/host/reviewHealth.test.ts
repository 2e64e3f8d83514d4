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
    return spoken.some((label) => label.includes('master') && label.includes(words));
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
      await window.picture('/tmp/pics/review-red.png');
      await stage.repo.ports.files.remove(stage.mark('ill'));
      await window.command('Test: Run All Tests');
      await seesMaster(window, 'Passed');
      await stage.planSays('the order', ({ control }) => control.retest);
    }),

  'follows what an agent prints, and tells how its run ended': () =>
    onHost(HostStage.make(), async (host) => {
      const { stage } = host;
      const id = await stage.add('Write b', `steps:\n  - say: Good morning\n  - progress: thinking\n  - wait-for: ${stage.mark('go')}\n  - say: Now I know\n  - write: { path: b.txt, text: "b\\n" }\n  - submit: It writes b\n`);
      const window = await host.open();
      await stage.working(id);
      await window.command('Sanctum: Show Transcript');
      await window.pick(`${id} Write b`);
      const sees = (text: string) => eventually(`in the transcript, ${text}`, async () => (await window.editorText()).includes(text), 30_000);
      await sees('● Good morning');
      await stage.setMark('go');
      await sees('● Now I know');
      await sees('submitted: true');
      await window.picture('/tmp/pics/review-transcript.png');
    }),
});
