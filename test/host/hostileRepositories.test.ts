import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostileRepository } from '../hostile/hostileRepositories.js';
import { hostileRepositories, makeTrap, runInCheckout } from '../hostile/hostileRepositories.js';
import type { EngineStage } from '../support/engineStage.js';
import { eventually } from '../support/eventually.js';
import { HostStage, onHost } from './support/hostStage.js';
import { trustWorkspace } from './support/trustWorkspace.js';

/** Each holds all traps of its kind: settings, hooks, what its plan says to run, what lies in its checkout, and the rest. */
function kindsOf(all: readonly HostileRepository[]): ReadonlyMap<string, readonly HostileRepository[]> {
  const kinds = new Map<string, HostileRepository[]>();
  for (const one of all) {
    const kind = /^(?:the (?:setting|hook)|a file)/.exec(one.name)?.[0] ?? (one.name.includes('plan') ? 'the plan' : 'the rest');
    kinds.set(kind, [...(kinds.get(kind) ?? []), one]);
  }
  return kinds;
}

async function isSprung(stage: EngineStage): Promise<boolean> {
  return (await stage.repo.ports.files.status(stage.mark('sprung'))) !== undefined;
}

/** Sets every trap of a kind in a repository; all of them run the one program that leaves a mark. */
async function setTraps(stage: EngineStage, traps: readonly HostileRepository[]): Promise<void> {
  const trap = await makeTrap(stage);
  // Of one that is refused nothing would be shown to approve.
  for (const { make } of traps.filter(({ isRefused }) => isRefused !== true)) await make(stage, trap);
  await rm(stage.mark('sprung'), { force: true });
}

describe('hostile repositories in a window', function () {
  // Every trap of all kinds is laid by a program of its own before the window opens.
  this.timeout(240_000);

  it('start nothing of theirs before they are trusted, and nothing but git without their settings once they are', () =>
    onHost(HostStage.make({ masterTested: false, asksForTrust: true, settings: { 'security.workspace.trust.startupPrompt': 'never', 'git.enabled': false } }), async (host) => {
      const { stage } = host;
      await rm(join(stage.home, 'trust.json'));
      const kinds = [...kindsOf(hostileRepositories).values()];
      assert.equal(kinds.length, 5);
      const stages = await Promise.all(kinds.map(() => stage.copy()));
      try {
        for (const [at, one] of stages.entries()) await setTraps(one, kinds[at] ?? []);
        const workspace = join(stage.root, 'five.code-workspace');
        await writeFile(workspace, JSON.stringify({ folders: stages.map(({ repo }, at) => ({ path: repo.path, name: `hostile-${String(at)}` })), settings: { 'git.path': stages[0]?.mark('trap') } }));
        const window = await host.open({ workspace });
        await window.command('Sanctum: Show Log');
        assert.deepEqual(await Promise.all(stages.map(isSprung)), stages.map(() => false));
        assert.deepEqual(stages.flatMap((one) => one.processes()).filter(({ command }) => !command.includes('code-server')), []);

        await trustWorkspace(window);
        await window.openSanctum();
        // Each has been read, and waits for the engineer.
        await eventually('all five', async () => ((await window.rows('Questions')).filter(({ label }) => label.startsWith('Approve the commands')).length === stages.length ? true : undefined), 40_000);
        assert.deepEqual(await Promise.all(stages.map(isSprung)), stages.map(() => false));

        // One of these programs runs when a git that is not ours looks at the repository; the other traps may well make that git fail.
        const [settings] = stages;
        assert.ok(settings);
        await runInCheckout(settings, settings.mark('trap'), 'git status');
        assert.deepEqual(await isSprung(settings), true);
      } finally {
        for (const one of stages) await one.close();
      }
    }));
});
