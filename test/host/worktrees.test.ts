import assert from 'node:assert/strict';
import { join } from 'node:path';
import { writeWorkspaceFile } from '../../src/engine/hosting/workspaceFile.js';
import type { EngineStage } from '../support/engineStage.js';
import { eventually } from '../support/eventually.js';
import { HostStage, onHost } from './support/hostStage.js';
import type { VsCodeWindow } from './support/vsCodeWindow.js';

/** The processes in which this stage's extensions run. */
function extensionHosts(stage: EngineStage): readonly number[] {
  return stage.processes().filter(({ command }) => command.includes('--type=extensionHost')).map(({ pid }) => pid);
}

/** A `.git` and settings by which a git that looks into the worktree runs a program, at the top and in a folder below it. */
function trap(stage: EngineStage): string {
  const monitor = `'#!/bin/sh\\ntouch ${stage.mark('sprung')}\\n'`;
  return [
    `printf ${monitor} > ${stage.mark('monitor')} && chmod +x ${stage.mark('monitor')}`,
    `git config core.fsmonitor ${stage.mark('monitor')}`,
    'mkdir -p nested .vscode && git init -q nested && echo n > nested/n.txt',
    `git -C nested config core.fsmonitor ${stage.mark('monitor')}`,
    `echo '{"git.enabled":true,"git.autoRepositoryDetection":true,"git.openRepositoryInParentFolders":"always"}' > .vscode/settings.json`,
  ].join(' && ');
}

async function openWorkspace(host: HostStage): Promise<VsCodeWindow> {
  return host.open({ workspace: await host.stage.withProject((project) => writeWorkspaceFile(project.ports.files, project)) });
}

/** The rows of the Explorer that name a folder of the workspace. */
function explorerRow(window: VsCodeWindow, text: string) {
  return window.page.locator('.explorer-folders-view .monaco-list-row').filter({ hasText: text }).first();
}

describe('agents’ worktrees', () => {
  it('become folders of the window without a restart of the extension host, and their git directories run nothing', () =>
    onHost(HostStage.make({ files: { 'a.txt': 'a\n' } }), async (host) => {
      const { stage } = host;
      const scenario = (name: string) => `steps:\n  - run: ${JSON.stringify(trap(stage))}\n  - write: { path: ${name}.txt, text: "made by an agent\\n" }\n  - remove: a.txt\n  - wait-for: ${stage.mark('go')}\n  - submit: ${name}\n`;
      await stage.configure((config) => ({ ...config, limits: { ...config.limits, agents: 5 } }));
      const ids: string[] = [];
      for (const name of ['one', 'two', 'three', 'four', 'five']) ids.push(await stage.add(`Write ${name}`, scenario(name)));
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
      await window.picture('/tmp/pics/worktrees-folders.png');
      await explorerRow(window, 'five.txt').click();
      await eventually('the agent’s file', async () => ((await window.editorText()).includes('made by an agent') ? true : undefined));
      await window.picture('/tmp/pics/worktrees-file.png');
    }));
});
