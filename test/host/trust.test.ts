import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { nodePorts } from '../../src/platform/ports.js';
import { writeWorkspaceFile } from '../../src/engine/hosting/workspaceFile.js';
import { eventually } from '../support/eventually.js';
import { HostStage, onHost } from './support/hostStage.js';
import { trustWorkspace } from './support/trustWorkspace.js';

describe('commands of a repository', () => {
  it('that nobody approved are not run; approved as they are shown, the engine goes on by itself', () =>
    onHost(HostStage.make(), async (host) => {
      const { stage } = host;
      const ran = stage.mark('ran');
      await stage.configure((config) => ({ ...config, gate: { ...config.gate, commands: [`touch ${ran} && sh check.sh`] } }));
      const id = await stage.add('Write b', 'steps:\n  - write: { path: b.txt, text: "b\\n" }\n  - submit: b\n');
      const window = await host.open();
      // What an extension says while a window is starting waits behind the bell.
      await window.page.locator('.statusbar .codicon-bell-dot').waitFor();
      // The list of notifications closes again by itself when one of them changes in that moment.
      await eventually('the notification', async () => {
        await window.command('Notifications: Show Notifications');
        return window.page.locator('.notifications-center').getByText('Nothing runs in repository until you approve').waitFor({ timeout: 5000 }).then(() => true, () => undefined);
      }, 60_000);
      await window.button('Show Commands…').click();
      const rows = await window.picks();
      assert.ok(rows.some((row) => row.includes(`touch ${ran}`) && row.includes('not approved before')), rows.join('\n'));
      await window.pick('as it is on master');
      await eventually('the file', async () => (await window.editorText()).includes('test ! -e broken'));
      assert.equal((await stage.ticket(id)).state, 'open');
      assert.deepEqual([stage.agents(), await stage.repo.ports.files.status(ran)], [[], undefined]);
      await window.pick('On this machine');
      await stage.planSays('the ticket landed', ({ tickets }) => tickets.get(id)?.state === 'done');
      assert.notEqual(await stage.repo.ports.files.status(ran), undefined);
      assert.deepEqual((await window.palette('Sanctum: Approve Commands…')).filter((name) => name.includes('Approve Commands')), []);
    }));
});

/** A `git` that writes down that it was called, and does what it was called for. */
async function watchedGit(): Promise<{ readonly folder: string; readonly path: string; calls(): Promise<string>; forget(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'sanctum-watched-git-'));
  const log = join(folder, 'calls');
  const git = (await nodePorts().processes.find('git')) ?? 'git';
  await writeFile(join(folder, 'git'), `#!/bin/sh\necho "$PWD: $*" >> '${log}'\nexec '${git}' "$@"\n`);
  await chmod(join(folder, 'git'), 0o755);
  return {
    folder,
    path: `${folder}${delimiter}${process.env['PATH'] ?? ''}`,
    calls: () => readFile(log, 'utf8').catch(() => ''),
    forget: () => rm(log, { force: true }),
  };
}

/** The processes that VS Code's server is not, and did not start for itself: now and then it looks by a shell which ports of the machine are open. */
function notOfVsCode<Seen extends { readonly pid: number; readonly parent: number; readonly command: string }>(seen: readonly Seen[]): readonly Seen[] {
  const ofPorts = new Set(seen.filter(({ command }) => command.startsWith('/bin/sh -c ls -l /proc/[0-9]*/fd/')).map(({ pid }) => pid));
  // A child has a later number than its parent, but for the rare turn of the numbers.
  for (const { pid, parent } of [...seen].sort((one, other) => one.pid - other.pid)) {
    if (ofPorts.has(parent)) ofPorts.add(pid);
  }
  return seen.filter(({ pid, command }) => !ofPorts.has(pid) && !command.includes('code-server'));
}

describe('an untrusted workspace', () => {
  it('has no process started and nothing interpreted; once it is trusted, everything comes up by itself', async () => {
    const git = await watchedGit();
    try {
      await onHost(HostStage.make({ asksForTrust: true, environment: { PATH: git.path }, settings: { 'security.workspace.trust.startupPrompt': 'never' } }), async (host) => {
        const { stage } = host;
        const id = await stage.add('Write b', 'steps:\n  - write: { path: b.txt, text: "b\\n" }\n  - submit: b\n');
        const hostile = stage.mark('hostile');
        await stage.repo.git('config', 'core.fsmonitor', `touch ${hostile}; false`);
        await git.forget();
        const window = await host.open();
        await window.command('Sanctum: Show Log');
        assert.deepEqual((await window.palette('Sanctum: Init')).filter((name) => name === 'Sanctum: Init'), []);
        assert.equal(await git.calls(), '');
        assert.equal(await stage.repo.ports.files.status(hostile), undefined);
        assert.deepEqual(notOfVsCode(stage.processes()), []);
        await trustWorkspace(window);
        await stage.planSays('the ticket landed', ({ tickets }) => tickets.get(id)?.state === 'done');
        assert.match(await git.calls(), /repository/);
      });
    } finally {
      await rm(git.folder, { recursive: true, force: true });
    }
  });
});

describe('a workspace that was trusted', () => {
  it('is asked nothing more when an agent’s worktree becomes a folder of it', () =>
    onHost(HostStage.make({ asksForTrust: true, settings: { 'security.workspace.trust.startupPrompt': 'never' } }), async (host) => {
      const { stage } = host;
      const id = await stage.add('Write b', `steps:\n  - write: { path: b.txt, text: "b\\n" }\n  - progress: waiting\n  - wait-for: ${stage.mark('go')}\n  - submit: b\n`);
      const window = await host.open({ workspace: await stage.withProject((project) => writeWorkspaceFile(project.ports.files, project)) });
      await trustWorkspace(window);
      await window.openSanctum();
      await window.seesRow('Plan', `${id} Write b`, 'waiting');
      await window.command('Sanctum: Add Worktree to Workspace');
      await window.pick(`${id} Write b`);
      const file = window.page.locator('.explorer-folders-view .monaco-list-row').filter({ hasText: 'b.txt' }).last();
      await file.click();
      await eventually('the agent’s file', async () => ((await window.editorText()) === 'b' ? true : undefined));
      assert.equal(await window.page.locator('.monaco-dialog-box').count(), 0);
      await stage.setMark('go');
      await window.openSanctum();
      await window.seesRow('Plan', `${id} Write b`, 'done');
    }));
});
