import assert from 'node:assert/strict';
import { join } from 'node:path';
import { RunFolder } from '../../src/agents/runFolder.js';
import { fenced } from '../../src/plan/frontMatter.js';
import { eventually } from '../support/eventually.js';
import { inParallel } from '../support/inParallel.js';
import { HostStage, onHost } from './support/hostStage.js';
import type { VsCodeWindow } from './support/vsCodeWindow.js';

/** The gate waits while somebody keeps it closed. */
const gated = { 'check.sh': `echo checked all; while [ -e "$1/closed" ]; do sleep 0.05; done; test ! -e broken\n` };

/** What stands in the multi-diff: each file with its two sides. */
async function seesChange(window: VsCodeWindow, texts: readonly string[]): Promise<void> {
  await eventually(`in the multi-diff, ${texts.join(', ')}`, async () => {
    const shown = (await window.page.locator('.multi-diff-root-floating-menu, .multiDiffEntry').allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');
    return texts.every((text) => shown.includes(text));
  });
}

/** Waits for a text in the sheet beside the change. */
async function seesSheet(window: VsCodeWindow, text: string): Promise<void> {
  const sheet = window.page.locator('.editor-group-container').filter({ has: window.page.locator('.tab.active', { hasText: '.md' }) }).locator('.view-lines');
  await eventually(`in the sheet, ${text}`, async () => (await sheet.allInnerTexts()).join('\n').replaceAll('\u00a0', ' ').includes(text));
}

inParallel('the review of a ticket', 2, {
  'shows what was handed in and what landed, file by file, with the ticket, the gate’s output and the review beside it': () =>
    onHost(HostStage.make({ files: gated }), async (host) => {
      const { stage } = host;
      await stage.setMark('closed');
      const id = await stage.add('Write b', `steps:\n  - write: { path: b.txt, text: "hello from b\\n" }\n  - write: { path: a.txt, text: "a better a\\n" }\n  - remove: README.md\n  - submit: It writes b and mends a\n`);
      const window = await host.open();
      await stage.planSays('the submission', ({ pending }) => pending.get(id));
      await window.command('Sanctum: Review');
      await window.pick(`${id} Write b`);
      await seesChange(window, ['README.md', '# A repository', 'a.txt', 'a better a', 'b.txt', 'hello from b']);
      await seesSheet(window, 'It writes b and mends a');
      await seesSheet(window, 'Not tested on the present master yet.');
      await stage.repo.ports.files.remove(stage.mark('closed'));
      await seesSheet(window, 'landed ');
      await seesSheet(window, 'checked all');
      await window.command('Sanctum: Review');
      await seesChange(window, ['README.md', 'hello from b']);
    }),

  'a change of the gate waits for the engineer, is counted, and lands once it was looked at and approved': () =>
    onHost(HostStage.make(), async (host) => {
      const { stage } = host;
      const id = await stage.add('Mend the gate', `steps:\n  - write: { path: check.sh, text: "echo more\\ntest ! -e broken\\n" }\n  - submit: It mends the gate\n`);
      const window = await host.open();
      await stage.planSays('a green verdict', ({ verdicts, pending }) => (pending.has(id) && verdicts.size > 1 ? true : undefined));
      await window.command('Sanctum: Approve Submission');
      await window.pick(`${id} Mend the gate`);
      await seesSheet(window, 'it changes check.sh (the gate)');
      assert.equal((await stage.snapshot()).approvedChanges.size, 0);
      await window.command('Sanctum: Approve Submission');
      await stage.planSays('the landing', ({ tickets }) => tickets.get(id)?.fields.landed);
      assert.deepEqual((await stage.look()).broken, []);
    }),

  'an approval lands what no reviewer came to a verdict on, and a note sends it back first': () =>
    onHost(HostStage.make({ config: { roles: { merging: ['rehearsal'] }, limits: { attempts: 1 } } }), async (host) => {
      const { stage } = host;
      const write = (text: string) => `{ path: b.txt, text: "${text}\\n" }`;
      const scenario = `attempts:\n  - steps:\n    - write: ${write('hello')}\n    - submit: A greeting\n  - steps:\n    - progress: beginning\n    - wait-for: ${stage.mark('told')}\n    - progress: listening\n    - write: ${write('bonjour')}\n    - submit: A better greeting\n`;
      const body = `Greet.\n\n${fenced(scenario, 'rehearsal')}\n\n${fenced('steps:\n  - say: I cannot say\n', 'rehearsal-review')}`;
      const id = await stage.add('Greet', '', { body });
      const window = await host.open();
      await stage.planSays('a stuck review', ({ work }) => work.get(`review-${id}`)?.fields.stuck);
      await window.command('Sanctum: Review');
      await window.pick(`${id} Greet`);
      await seesSheet(window, 'It waits for its review');

      await window.command('Sanctum: Reopen with a Note…');
      await window.type('Say it in French.');
      const run = await stage.planSays('a second attempt', ({ tickets }) => (tickets.get(id)?.fields.attempts === 2 ? tickets.get(id)?.fields.run : undefined));
      await stage.withProject((project) => eventually('the note', async () => project.ports.files.status(join(project.folder.run(run), 'handed.json'))));
      await stage.setMark('told');
      await stage.planSays('the second submission', ({ pending }) => (pending.get(id)?.attempt === 2 ? true : undefined));
      assert.deepEqual(await stage.withProject((project) => new RunFolder(project.ports.files, project.folder.run(run)).handed()), ['note-1']);

      await window.command('Sanctum: Approve Submission');
      await seesChange(window, ['bonjour']);
      assert.equal((await stage.snapshot()).reviews.size, 0);
      await window.command('Sanctum: Approve Submission');
      await stage.planSays('the landing', ({ tickets }) => tickets.get(id)?.fields.landed);
      assert.equal(await stage.repo.git('show', 'master:b.txt'), 'bonjour');
      await seesSheet(window, '**approved** by ');
      const { broken, transitions } = await stage.look();
      assert.deepEqual(broken, []);
      assert.ok(transitions.includes(`approve-submission ${id}`));
    }),
});
