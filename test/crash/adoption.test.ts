import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RunFolder } from '../../src/agents/runFolder.js';
import type { RunnerRecord } from '../../src/agents/runOrder.js';
import type { RunningSanctum } from '../support/engineStage.js';
import { EngineStage } from '../support/engineStage.js';
import type { ProcessIdentity } from '../../src/platform/processes.js';
import { eventually } from '../support/eventually.js';
import { inParallel } from '../support/inParallel.js';

/** An agent that writes one file, waits for the file `go` in the scratch folder, writes another and submits. */
function waiting(stage: EngineStage): string {
  return `steps:
  - write: { path: first.txt, text: "written before\\n" }
  - progress: waiting
  - wait-for: ${stage.mark('go')}
  - write: { path: second.txt, text: "written after\\n" }
  - submit: both files are there
`;
}

type RunnerWithAgent = RunnerRecord & { readonly agent: ProcessIdentity };

/** The runner of a ticket's present run, once it has started its agent. */
async function runnerOf(stage: EngineStage, id: string): Promise<RunnerWithAgent> {
  return stage.withProject(({ store, ports, folder }) =>
    eventually('a runner with an agent', async () => {
      const run = (await store.read()).tickets.get(id)?.fields.run;
      const runner = run === undefined ? undefined : await new RunFolder(ports.files, folder.run(run)).runner();
      return runner?.agent === undefined ? undefined : { ...runner, agent: runner.agent };
    }),
  );
}

function killNow(stage: EngineStage, pid: number): void {
  const identity = stage.repo.ports.processes.identify(pid);
  assert.ok(identity !== undefined && stage.repo.ports.processes.signal(identity, 'SIGKILL'));
}

/** An engine whose agent has written its first file and waits. */
async function atWork(stage: EngineStage, id: string): Promise<RunningSanctum> {
  const engine = stage.start(['run', '--until-idle']);
  await stage.working(id);
  return engine;
}

async function landed(stage: EngineStage, id: string): Promise<void> {
  const { snapshot, broken } = await stage.look();
  assert.deepEqual(broken, []);
  assert.equal(snapshot.tickets.get(id)?.state, 'done');
  await stage.quiet();
}

/** A stage with one ticket. */
async function on(scenario: (stage: EngineStage) => string, play: (stage: EngineStage, id: string) => Promise<void>): Promise<void> {
  const stage = await EngineStage.make();
  try {
    await play(stage, await stage.add('Write two files', scenario(stage)));
  } finally {
    await stage.close();
  }
}

inParallel('an engine that is killed', 3, {
  'while an agent is at work: the agent goes on, and the next engine adopts it': () =>
    on(waiting, async (stage, id) => {
      const engine = await atWork(stage, id);
      const runner = await runnerOf(stage, id);
      engine.kill();
      await engine.finished;
      const next = stage.start(['run', '--until-idle']);
      await stage.said(next, 'the engine runs');
      assert.deepEqual(stage.agents(), [runner.agent.pid]);
      assert.equal((await runnerOf(stage, id)).pid, runner.pid);
      await stage.setMark('go');
      const { code, output } = await next.finished;
      assert.equal(code, 0, output);
      assert.equal((await stage.ticket(id)).fields.attempts, 1);
      assert.deepEqual((await stage.look()).transitions.filter((name) => name === `start ${id}`), [`start ${id}`]);
      await landed(stage, id);
    }),

  'while an agent is at work that ends before the next engine: what it wrote is collected': () =>
    on(waiting, async (stage, id) => {
      const engine = await atWork(stage, id);
      const runner = await runnerOf(stage, id);
      engine.kill();
      await engine.finished;
      await stage.setMark('go');
      await eventually('the end of the runner', () => (stage.repo.ports.processes.isAlive(runner) ? undefined : true));
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 0, output);
      assert.equal((await stage.ticket(id)).fields.attempts, 1);
      await landed(stage, id);
    }),

  'between the start on the plan and the worktree': () =>
    on(waiting, async (stage, id) => {
      // The first swap is the lease, the second the start.
      const { signal } = await stage.start(['run', '--until-idle'], { event: 'swap', side: 'after', nth: 2, landing: false }).finished;
      assert.equal(signal, 'SIGKILL');
      assert.equal((await stage.ticket(id)).state, 'in-progress');
      await stage.setMark('go');
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 0, output);
      assert.equal((await stage.ticket(id)).fields.attempts, 1);
      await landed(stage, id);
    }),

  'before the start of the runner: one agent at most, and it lands': () => aroundTheRunner('before'),
  'after the start of the runner: one agent at most, and it lands': () => aroundTheRunner('after'),

  'during a gate: its processes and lanes are swept at the next start, and the candidate is tested again': async () => {
    const stage = await EngineStage.make({ files: { 'check.sh': 'ls > /dev/null; . ./gate.sh\n', 'gate.sh': 'true\n' } });
    try {
      // The first gate of all writes its process id and stays; the others pass.
      const gate = `if mkdir '${stage.mark('first')}' 2>/dev/null; then echo $$ > '${stage.mark('gate')}'; exec sleep 1000; fi\n`;
      const id = await stage.add('Make the gate slow', `steps:\n  - write: { path: gate.sh, text: ${JSON.stringify(gate)} }\n  - submit: it is slow\n`);
      const engine = stage.start(['run', '--until-idle']);
      const pid = await eventually('the process of the gate', async () => Number((await stage.markText('gate')).trim()) || undefined);
      engine.kill();
      await engine.finished;
      assert.ok(stage.repo.ports.processes.identify(pid) !== undefined, 'the gate outlived its engine');
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 0, output);
      assert.match(output, /swept the lanes of an engine that was killed \([1-9]\d* processes\)/);
      assert.equal(stage.repo.ports.processes.identify(pid), undefined);
      assert.equal((await stage.ticket(id)).fields.failures, 0);
      await landed(stage, id);
    } finally {
      await stage.close();
    }
  },
});

function aroundTheRunner(side: 'before' | 'after'): Promise<void> {
  return on(waiting, async (stage, id) => {
    const { signal } = await stage.start(['run', '--until-idle'], { event: 'detach', side, nth: 1, landing: false }).finished;
    assert.equal(signal, 'SIGKILL');
    const next = stage.start(['run', '--until-idle']);
    await runnerOf(stage, id);
    assert.equal(stage.agents().length, 1);
    await stage.setMark('go');
    const { code, output } = await next.finished;
    assert.equal(code, 0, output);
    assert.equal((await stage.ticket(id)).fields.attempts, 1);
    await landed(stage, id);
  });
}

/** The run is lost, its work kept and nobody blamed; the next attempt has it. */
async function goesOn(stage: EngineStage, id: string): Promise<void> {
  const { code, output } = await stage.untilIdle();
  assert.equal(code, 0, output);
  const { fields, text } = await stage.ticket(id);
  assert.equal(fields.attempts, 2);
  assert.equal(fields.failures, 0);
  assert.match(text, /## Attempt 1\n\nThe runner was killed from outside/);
  assert.equal(await stage.repo.git('show', `refs/sanctum/wip/${id}/1:first.txt`), 'written before');
  await landed(stage, id);
}

/** Writes, and waits for ever; the second attempt looks for what was written. */
const neverDone = (stage: EngineStage): string => `attempts:
- steps:
    - write: { path: first.txt, text: "written before\\n" }
    - progress: waiting
    - wait-for: ${stage.mark('go')}
- steps:
    - run: grep before first.txt
    - submit: the first file is still there
`;

inParallel('a runner that is killed', 3, {
  'with the engine alive: the run is lost, its work kept, and the next attempt begins from it': () =>
    on(neverDone, async (stage, id) => {
      const engine = await atWork(stage, id);
      const runner = await runnerOf(stage, id);
      killNow(stage, runner.pid);
      const { code, output } = await engine.finished;
      assert.equal(code, 0, output);
      assert.match(output, /The runner was killed from outside/);
      assert.equal(stage.repo.ports.processes.isAlive(runner.agent), false);
      await goesOn(stage, id);
    }),

  'with the engine dead too: the next engine ends the agent that was left alone, and goes on': () =>
    on(neverDone, async (stage, id) => {
      const engine = await atWork(stage, id);
      const runner = await runnerOf(stage, id);
      engine.kill();
      await engine.finished;
      killNow(stage, runner.pid);
      await goesOn(stage, id);
      assert.equal(stage.repo.ports.processes.isAlive(runner.agent), false);
    }),

  'after its agent damaged its record: the run is lost all the same': () =>
    on(waiting, async (stage, id) => {
      const engine = await atWork(stage, id);
      const runner = await runnerOf(stage, id);
      engine.kill();
      await engine.finished;
      const { run = '' } = (await stage.ticket(id)).fields;
      const folder = await stage.withProject(({ folder }) => Promise.resolve(folder.run(run)));
      await stage.repo.ports.files.write(join(folder, 'runner.json'), '{"pid": ');
      await stage.setMark('go', 'for the second attempt');
      await goesOn(stage, id);
      assert.equal(stage.repo.ports.processes.isAlive(runner.agent), false);
    }),
});

inParallel("Sanctum's own folder", 3, {
  'may be deleted as a whole between two engines: the plan goes on from git alone, after the commands were approved again': async () => {
    const stage = await EngineStage.make();
    try {
      const first = await stage.add('Write a file', 'steps:\n  - write: { path: one.txt, text: "1\\n" }\n  - submit: one\n');
      assert.equal((await stage.untilIdle()).code, 0);
      await rm(stage.home, { recursive: true });
      const second = await stage.add('Write another file', 'steps:\n  - write: { path: two.txt, text: "2\\n" }\n  - submit: two\n');
      const halted = await stage.untilIdle();
      assert.equal(halted.code, 7, halted.output);
      const [, hash = ''] = /WAITING: the commands of this plan are not approved on this machine .*sanctum trust --hash ([0-9a-f]{12})/.exec(halted.output) ?? [];
      assert.equal((await stage.sanctum('trust')).code, 5);
      assert.equal((await stage.sanctum('trust', '--hash', hash)).code, 0);
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 0, output);
      await landed(stage, first);
      await landed(stage, second);
    } finally {
      await stage.close();
    }
  },

  'may lose its project folder with a run on the plan whose processes are gone: the same attempt is made anew': () =>
    on(waiting, async (stage, id) => {
      const engine = await atWork(stage, id);
      const runner = await runnerOf(stage, id);
      for (const pid of [engine.pid, runner.pid, runner.agent.pid]) killNow(stage, pid);
      await engine.finished;
      await stage.quiet();
      await rm(join(stage.home, 'projects'), { recursive: true });
      await stage.setMark('go');
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 0, output);
      assert.equal((await stage.ticket(id)).fields.attempts, 1);
      await landed(stage, id);
    }),

  'may lose its project folder while an agent is at work: that agent is ended, and the attempt made anew': () =>
    on(waiting, async (stage, id) => {
      const engine = await atWork(stage, id);
      const runner = await runnerOf(stage, id);
      engine.kill();
      await engine.finished;
      await rm(join(stage.home, 'projects'), { recursive: true });
      const next = stage.start(['run', '--until-idle']);
      await eventually('the end of the old agent', () => (stage.repo.ports.processes.isAlive(runner.agent) ? undefined : true));
      await stage.setMark('go');
      const { code, output } = await next.finished;
      assert.equal(code, 0, output);
      const { attempts, failures } = (await stage.ticket(id)).fields;
      assert.deepEqual({ attempts, failures }, { attempts: 1, failures: 0 });
      await landed(stage, id);
    }),
});
