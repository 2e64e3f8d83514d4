import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { writeWorkspaceFile } from '../../src/engine/hosting/workspaceFile.js';
import type { EngineStage } from '../support/engineStage.js';
import { eventually } from '../support/eventually.js';
import { inParallel } from '../support/inParallel.js';
import { HostStage, onHost } from './support/hostStage.js';
import type { VsCodeWindow } from './support/vsCodeWindow.js';

/** The processes in which this stage's extensions run. */
function extensionHosts(stage: EngineStage): readonly number[] {
  return stage.processes().filter(({ command }) => command.includes('--type=extensionHost')).map(({ pid }) => pid);
}

/** Lets an agent lay git directories, at the top and below it, by which a git that looks in runs a program, and settings that invite it. */
function trap(stage: EngineStage): string {
  const monitor = stage.mark('monitor');
  const settings = '{"git.enabled":true,"git.autoRepositoryDetection":true,"git.openRepositoryInParentFolders":"always"}';
  return [
    `printf '#!/bin/sh\\ntouch ${stage.mark('sprung')}\\n' > ${monitor}.$$ && chmod +x ${monitor}.$$ && mv ${monitor}.$$ ${monitor}`,
    `git config core.fsmonitor ${monitor}`,
    'mkdir -p nested .vscode && git init -q nested && echo n > nested/n.txt',
    `git -C nested config core.fsmonitor ${monitor}`,
    `echo '${settings}' > .vscode/settings.json`,
  ].join(' && ');
}

async function isSprung(stage: EngineStage): Promise<boolean> {
  return (await stage.repo.ports.files.status(stage.mark('sprung'))) !== undefined;
}

/** That the trap works: what VS Code's git would ask is asked in the worktree. */
async function springs(stage: EngineStage, folder: string): Promise<void> {
  await stage.repo.git('-C', folder, 'status', '--porcelain');
  assert.ok(await isSprung(stage), 'the trap does not work');
}

async function openWorkspace(host: HostStage): Promise<VsCodeWindow> {
  return host.open({ workspace: await host.stage.withProject((project) => writeWorkspaceFile(project.ports.files, project)) });
}

function worktreeOf(stage: EngineStage, id: string): Promise<string> {
  return stage.withProject(async ({ folder }) => folder.worktree(id, 1));
}

/** A row of the Explorer. */
function explorerRow(window: VsCodeWindow, text: string): Locator {
  return window.page.locator('.explorer-folders-view .monaco-list-row').filter({ hasText: text }).first();
}

/** Waits until VS Code's git has seen a file that is new in the engineer's checkout. */
async function gitHasLooked(window: VsCodeWindow): Promise<void> {
  await window.page.locator('.activitybar .badge-content', { hasText: /^\d+$/ }).first().waitFor();
}

inParallel('agents’ worktrees', 2, {
  'become folders of the window without a restart of the extension host, and their git directories run nothing': () =>
    onHost(HostStage.make(), async (host) => {
      const { stage } = host;
      const scenario = (name: string) => `steps:\n  - run: ${JSON.stringify(trap(stage))}\n  - write: { path: ${name}.txt, text: "made by an agent\\n" }\n  - remove: a.txt\n  - wait-for: ${stage.mark('go')}\n  - submit: ${name}\n`;
      await stage.configure((config) => ({ ...config, limits: { ...config.limits, agents: 5 } }));
      const ids: string[] = [];
      for (const name of ['one', 'two', 'three', 'four', 'five']) ids.push(await stage.add(`Write ${name}`, scenario(name)));
      const [first = ''] = ids;
      const window = await openWorkspace(host);
      const before = extensionHosts(stage);
      assert.equal(before.length, 1);
      for (const id of ids) await window.seesRow('Plan', `${id} Write`, 'coding');
      await stage.repo.write('untracked.txt', 'mine\n');
      for (const id of ids) {
        await window.command('Sanctum: Add Worktree to Workspace');
        await window.pick(`${id} Write`);
        await explorerRow(window, `${id} Write`).waitFor();
      }
      await explorerRow(window, 'five.txt').click();
      await eventually('the agent’s file', async () => ((await window.editorText()).includes('made by an agent') ? true : undefined));
      const worktree = await worktreeOf(stage, '0005');
      await stage.repo.ports.files.append(join(worktree, 'five.txt'), 'and more\n');
      await stage.repo.ports.files.write(join(worktree, 'new.txt'), 'new\n');
      await explorerRow(window, 'new.txt').waitFor();
      await eventually('the file as it is now', async () => ((await window.editorText()).includes('and more') ? true : undefined));
      assert.equal(await explorerRow(window, '.vscode').count(), 0);
      await gitHasLooked(window);

      await window.command('Sanctum: Show Changes in Worktree');
      await window.pick(`${first} Write`);
      const changed = window.page.locator('.multiDiffEntry');
      await changed.filter({ hasText: 'one.txt' }).first().waitFor();
      await changed.filter({ hasText: 'a.txt' }).first().waitFor();

      await window.command('Sanctum: Remove Worktree from Workspace');
      await window.pick(`${first} Write`);
      await explorerRow(window, `${first} Write`).waitFor({ state: 'detached' });
      assert.deepEqual(extensionHosts(stage), before);
      assert.equal(await isSprung(stage), false, 'a git of the window looked into a worktree');
      await springs(stage, worktree);
    }),

  'opened in a new window are looked at by one that runs no engine and no git': () =>
    onHost(HostStage.make({ config: { limits: { agents: 2 } } }), async (host) => {
      const { stage } = host;
      const id = await stage.add('Write b', `steps:\n  - run: ${JSON.stringify(trap(stage))}\n  - write: { path: b.txt, text: "b\\n" }\n  - progress: waiting\n  - wait-for: ${stage.mark('go')}\n  - submit: b\n`);
      const first = await openWorkspace(host);
      await first.seesRow('Plan', `${id} Write b`, 'waiting');
      const opened = first.page.context().waitForEvent('page');
      await first.command('Sanctum: Open Worktree in New Window');
      await first.pick(`${id} Write b`);
      const page = await opened;
      await page.waitForURL(/workspace=/);
      await page.locator('.monaco-workbench .statusbar').waitFor();
      const workspace = new URL(page.url()).searchParams.get('workspace') ?? '';
      await page.close();
      const second = await host.open({ workspace });
      // VS Code in a browser was seen to open a second workspace file without its folders; opened again, it has them.
      await eventually('the folder of the new window', async () => {
        const isThere = await second.row('Plan', `${id} Write b`).waitFor({ timeout: 8000 }).then(() => true, () => false);
        if (isThere) return true;
        await second.load();
        await second.openSanctum();
        return undefined;
      }, 60_000);
      await second.seesRow('Plan', `${id} Write b`, 'waiting');
      const engineCommands = async (): Promise<readonly string[]> => (await second.palette('Sanctum: the Engine in This Window')).filter((name) => name.includes('Engine in This Window'));
      assert.deepEqual(await engineCommands(), ['Sanctum: Run the Engine in This Window']);
      await second.command('Sanctum: Run the Engine in This Window');
      await second.command('View: Show Explorer');
      await explorerRow(second, 'b.txt').click();
      await second.openSanctum();
      const other = await stage.add('Write c', 'steps:\n  - write: { path: c.txt, text: "c\\n" }\n  - submit: c\n');
      await first.seesRow('Plan', `${other} Write c`, 'done');
      await second.seesRow('Plan', `${other} Write c`, 'done');
      assert.deepEqual(await engineCommands(), ['Sanctum: Run the Engine in This Window']);
      assert.equal(await isSprung(stage), false, 'a git of the window looked into the worktree');
      await springs(stage, await worktreeOf(stage, id));
    }),

  'are taken over by hand, and what the engineer made of them lands': () =>
    onHost(HostStage.make(), async (host) => {
      const { stage } = host;
      const id = await stage.add('Write b', `steps:\n  - write: { path: b.txt, text: "by an agent\\n" }\n  - progress: waiting\n  - hang: true\n`);
      const window = await openWorkspace(host);
      await window.seesRow('Plan', `${id} Write b`, 'waiting');
      await window.command('Sanctum: Take Over Ticket by Hand');
      await window.pick(`${id} Write b`);
      await explorerRow(window, 'by hand').waitFor();
      assert.deepEqual(stage.agents(), []);
      await explorerRow(window, 'b.txt').dblclick();
      await eventually('the agent’s work', async () => ((await window.editorText()).includes('by an agent') ? true : undefined));
      await window.page.locator('.editor-group-container.active .view-lines').first().click();
      await window.page.keyboard.press('Control+Home');
      await window.page.keyboard.type('by the engineer, who found it ');
      await window.command('Sanctum: Submit Work by Hand');
      await window.pick(`${id} Write b`);
      await window.type('Say who wrote it.');
      await window.openSanctum();
      await window.seesRow('Plan', `${id} Write b`, 'done');
      assert.equal(await stage.repo.git('show', 'master:b.txt'), 'by the engineer, who found it by an agent');
      assert.deepEqual((await stage.look()).broken, []);
    }),

  'are cleaned up where all in them is kept, and the others say why they stay': () =>
    onHost(HostStage.make(), async (host) => {
      const { stage } = host;
      const ids = [await stage.add('Write b', 'steps:\n  - write: { path: b.txt, text: "b\\n" }\n  - submit: b\n'), await stage.add('Write c', 'steps:\n  - write: { path: c.txt, text: "c\\n" }\n  - submit: c\n')];
      await stage.untilIdle();
      const [landed, edited] = await Promise.all(ids.map((id) => worktreeOf(stage, id)));
      assert.ok(landed !== undefined && edited !== undefined);
      await stage.repo.ports.files.write(join(edited, 'mine.txt'), 'mine\n');
      const window = await openWorkspace(host);
      await window.seesRow('Plan', '0001 Write b', 'done');
      await window.command('Sanctum: Add Worktree to Workspace');
      await window.pick('0001 Write b');
      await explorerRow(window, '0001 Write b').waitFor();
      await window.command('Sanctum: Clean Up Worktrees…');
      await window.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: '0002 Write c' }).first().waitFor();
      const offered = (await window.picks()).join('\n');
      assert.match(offered, /0001 Write b · attempt 1.*B · .* old · landed/);
      assert.match(offered, /0002 Write c · attempt 1.*stays: it holds changes that are kept nowhere else/);
      await window.page.keyboard.press('Enter');
      await explorerRow(window, '0001 Write b').waitFor({ state: 'detached' });
      await eventually('the end of the worktree', async () => ((await stage.repo.ports.files.status(landed)) === undefined ? true : undefined));
      assert.equal(await readFile(join(edited, 'mine.txt'), 'utf8'), 'mine\n');
      assert.deepEqual((await stage.look()).broken, []);
    }),
});
