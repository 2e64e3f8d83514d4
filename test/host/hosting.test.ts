import assert from 'node:assert/strict';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineStage } from '../support/engineStage.js';
import { eventually } from '../support/eventually.js';
import { inParallel } from '../support/inParallel.js';
import { engineProcess, killEngine } from './support/engineProcess.js';
import { HostStage, onHost } from './support/hostStage.js';

/** Writes b.txt, and hands it in when the mark is there. */
function scenario(stage: EngineStage, mark: string): string {
  return `steps:\n  - write: { path: b.txt, text: "b\\n" }\n  - progress: waiting\n  - wait-for: ${stage.mark(mark)}\n  - submit: b\n`;
}

/** The ticket came to master once, by its first attempt, and the plan agrees with the world. */
async function landedOnce(stage: EngineStage, id: string): Promise<void> {
  const { snapshot, transitions, broken } = await stage.look();
  assert.deepEqual(broken, []);
  assert.deepEqual(transitions.filter((name) => name.startsWith('land ')), [`land ${id}`]);
  assert.equal(snapshot.tickets.get(id)?.fields.attempts, 1);
  assert.equal(await stage.repo.git('show', 'master:b.txt'), 'b');
}

inParallel('the engine in a window', 2, {
  'is reloaded with it in the middle of a run: the agent goes on, and lands once': () =>
    onHost(HostStage.make(), async (host) => {
      const { stage } = host;
      const window = await host.open();
      const id = await stage.add('Write b', scenario(stage, 'go'));
      await window.seesRow('Plan', `${id} Write b`, 'waiting');
      const [before, agents] = [await engineProcess(stage), stage.agents()];
      assert.equal(agents.length, 1);

      await window.command('Developer: Reload Window');
      const after = await engineProcess(stage, before);
      await eventually('the end of the old extension host', () => stage.processes().every(({ pid }) => pid !== before));
      await window.seesRow('Plan', `${id} Write b`, 'waiting');
      assert.deepEqual(stage.agents(), agents);
      await window.command('Sanctum: Show Log');
      await eventually('the log', async () => (await window.page.locator('.panel .view-lines').innerText()).replaceAll('\u00a0', ' ').includes('the engine runs for'));

      await stage.setMark('go');
      await window.seesRow('Plan', `${id} Write b`, 'done');
      assert.equal(await engineProcess(stage), after);
      await landedOnce(stage, id);
    }),

  'is reloaded with it while the gate runs: it ends with its gate before the window goes, and the next one tests again': () =>
    onHost(HostStage.make({ files: { 'check.sh': 'touch "$1/testing-$$"\nwhile [ ! -e "$1/gate" ]; do sleep 0.05; done\n' } }), async (host) => {
      const { stage } = host;
      const id = await stage.add('Write b', scenario(stage, 'go'));
      await stage.setMark('go');
      const window = await host.open();
      await window.seesRow('Plan', `${id} Write b`, 'testing');
      await eventually('a gate at work', () => stage.processes().some(({ command }) => command.includes('check.sh')));
      const before = await engineProcess(stage);
      await window.command('Developer: Reload Window');
      await engineProcess(stage, before);
      await stage.setMark('gate');
      await window.seesRow('Plan', `${id} Write b`, 'done');
      await landedOnce(stage, id);
      const logs = await stage.withProject(async ({ folder, ports }) => Promise.all((await ports.files.list(folder.logs)).filter(({ kind }) => kind === 'file').map(({ name }) => ports.files.read(join(folder.logs, name)))));
      assert.doesNotMatch(logs.join(''), /of an engine that was killed/);
    }),

  'looks on in the second window, which pauses and resumes, and takes over when the first has gone': () =>
    onHost(HostStage.make(), async (host) => {
      const { stage } = host;
      const first = await host.open();
      const id = await stage.add('Write b', scenario(stage, 'go'));
      await first.seesRow('Plan', `${id} Write b`, 'waiting');
      const [engine, agents] = [await engineProcess(stage), stage.agents()];

      const second = await host.open();
      await second.seesRow('Plan', `${id} Write b`, 'waiting');
      assert.ok((await second.palette('Sanctum: Run the Engine')).includes('Sanctum: Run the Engine in This Window'), 'it knows that it only looks on');
      await second.command('Sanctum: Pause…');
      await second.typeInto('Pause', 'lunch');
      await stage.planSays('the pause', ({ control }) => (control.paused?.why === 'lunch' ? true : undefined));
      await first.command('Sanctum: Resume');
      await stage.planSays('no pause', ({ control }) => (control.paused === undefined ? true : undefined));

      await first.close();
      killEngine(stage, engine);
      assert.notEqual(await engineProcess(stage, engine), engine);
      assert.deepEqual(stage.agents(), agents, 'the agent outlives the window that started it');
      await stage.setMark('go');
      await second.seesRow('Plan', `${id} Write b`, 'done');
      await landedOnce(stage, id);
    }),

  'is killed with VS Code while the gate runs: the next one ends that gate, tests again and lands once': () =>
    onHost(HostStage.make({ files: { 'check.sh': 'touch "$1/testing-$$"\nwhile [ ! -e "$1/gate" ]; do sleep 0.05; done\n' } }), async (host) => {
      const { stage } = host;
      const id = await stage.add('Write b', scenario(stage, 'go'));
      await stage.setMark('go');
      const window = await host.open();
      await window.seesRow('Plan', `${id} Write b`, 'testing');
      await eventually('a gate at work', () => stage.processes().some(({ command }) => command.includes('check.sh')));
      await host.crash();
      await stage.setMark('gate');
      const next = await host.open();
      await next.seesRow('Plan', `${id} Write b`, 'done');
      await landedOnce(stage, id);
    }),

  'is killed with VS Code while git writes the landing: the next one brings it to its end, once': () =>
    onHost(HostStage.make({ files: { '.gitattributes': 'b.txt filter=slow\n' } }), async (host) => {
      const { stage } = host;
      const script = stage.mark('smudge.sh');
      await stage.setMark('smudge.sh', `#!/bin/sh\ntouch '${stage.mark('writing')}'\nwhile [ ! -e '${stage.mark('write')}' ]; do sleep 0.05; done\nexec cat\n`);
      await chmod(script, 0o755);
      for (const [name, value] of [['smudge', script], ['clean', 'cat'], ['required', 'true']] as const) await stage.repo.git('config', `filter.slow.${name}`, value);
      const id = await stage.add('Write b', scenario(stage, 'go'));
      await stage.setMark('go');
      await host.open();
      await stage.appeared('writing');
      assert.equal((await stage.snapshot()).intent?.ticket, id);
      await host.crash();
      await stage.setMark('write');
      const next = await host.open();
      await next.seesRow('Plan', `${id} Write b`, 'done');
      await landedOnce(stage, id);
      assert.equal(await stage.repo.git('status', '--porcelain'), '');
    }),

  'is one for each repository of a workspace': () =>
    onHost(HostStage.make(), async (host) => {
      const { stage } = host;
      const other = await EngineStage.make({ environment: { SANCTUM_HOME: stage.home } });
      try {
        const workspace = join(stage.repo.scratch, 'both.code-workspace');
        await writeFile(workspace, JSON.stringify({ folders: [{ path: stage.repo.path, name: 'one' }, { path: other.repo.path, name: 'other' }] }));
        const ids = [await stage.add('Write b', scenario(stage, 'go')), await other.add('Write b too', scenario(other, 'go'))];
        const window = await host.open({ workspace });
        await window.seesRow('Plan', `${ids[0] ?? ''} Write b`, 'waiting');
        await window.seesRow('Plan', `${ids[1] ?? ''} Write b too`, 'waiting');
        assert.equal(await engineProcess(stage), await engineProcess(other));
        await window.command('Sanctum: Stop Run');
        await window.pick('Write b too');
        await window.seesRow('Plan', 'Write b too', 'held');
        await stage.setMark('go');
        await window.seesRow('Plan', `${ids[0] ?? ''} Write b`, 'done');
        await landedOnce(stage, ids[0] ?? '');
        await window.command('Sanctum: Resume Ticket');
        await window.pick('Write b too');
        await other.setMark('go');
        await other.planSays('the other landing', ({ tickets }) => (tickets.get(ids[1] ?? '')?.state === 'done' ? true : undefined));
        assert.deepEqual((await other.look()).broken, []);
      } finally {
        await host.crash();
        await other.close();
      }
    }),
});
