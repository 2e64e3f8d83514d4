import assert from 'node:assert/strict';
import { join } from 'node:path';
import { shippedPrograms } from '../../src/agents/shippedPrograms.js';
import type { HostView } from '../../src/engine/hosting/engineHost.js';
import { EngineHost } from '../../src/engine/hosting/engineHost.js';
import { giveOrder } from '../../src/engine/orders/writeCommand.js';
import type { Project } from '../../src/engine/project.js';
import { openProject } from '../../src/engine/project.js';
import { pause, resume } from '../../src/plan/controlTransitions.js';
import { answer } from '../../src/plan/questionTransitions.js';
import { EngineStage } from '../support/engineStage.js';
import { eventually } from '../support/eventually.js';
import { inParallel } from '../support/inParallel.js';

/** A window without its pictures: what its host told it. */
class HostedWindow {
  readonly views: (HostView | undefined)[] = [];
  readonly troubles: (string | undefined)[] = [];
  readonly host: EngineHost;

  private constructor(
    readonly project: Project,
    { programs }: EngineStage,
    wanted: boolean,
  ) {
    this.host = new EngineHost(
      {
        project,
        kit: shippedPrograms(programs.cli),
        log: { write: () => undefined },
        onView: (view) => this.views.push(view),
        onTrouble: (words) => this.troubles.push(words),
      },
      wanted,
    );
  }

  static async open(stage: EngineStage, wanted = true): Promise<HostedWindow> {
    return new HostedWindow(await openProject(stage.repo.ports, stage.repo.path), stage, wanted);
  }

  /** Waits until the newest view is as it should be. */
  sees(what: string, isSo: (view: HostView) => boolean): Promise<HostView> {
    return eventually(what, () => {
      const view = this.views.at(-1);
      return view !== undefined && isSo(view) ? view : undefined;
    });
  }

  seesPhase(id: string, phase: string): Promise<HostView> {
    return this.sees(`${id} is ${phase}`, ({ look }) => look.tickets.find((ticket) => ticket.id === id)?.phase === phase);
  }

  async close(): Promise<void> {
    await this.host.stop();
    await this.project.close();
  }
}

/** Plays a test with a stage of its own, and closes its windows whatever happens. */
async function onStage(made: Promise<EngineStage>, play: (stage: EngineStage, open: (wanted?: boolean) => Promise<HostedWindow>) => Promise<void>): Promise<void> {
  const stage = await made;
  const windows: HostedWindow[] = [];
  try {
    await play(stage, async (wanted) => {
      const window = await HostedWindow.open(stage, wanted);
      windows.push(window);
      return window;
    });
  } finally {
    await Promise.all(windows.map((window) => window.close()));
    await stage.close();
  }
}

function waiting(stage: EngineStage, mark: string): string {
  return `steps:\n  - write: { path: b.txt, text: "b\\n" }\n  - progress: waiting\n  - wait-for: ${stage.mark(mark)}\n  - submit: b\n`;
}

inParallel('the host of an engine', 2, {
  'lets the window that came second look on, pause and resume, and run the engine when the first has gone': () =>
    onStage(EngineStage.make(), async (stage, open) => {
      const first = await open();
      await first.sees('its own engine', ({ isHere }) => isHere);
      const id = await stage.add('Write b', waiting(stage, 'go'));
      const second = await open();
      await second.seesPhase(id, 'coding');
      assert.ok(second.views.every((view) => view?.isHere === false));
      await second.sees('the engine of the first', ({ look }) => look.engine === `process ${String(process.pid)}`);

      await giveOrder(second.project, pause, 'lunch');
      await first.sees('the pause', ({ look }) => look.paused?.why === 'lunch');
      await giveOrder(second.project, resume);
      await first.sees('no pause', ({ look }) => look.paused === undefined);

      const [agent] = stage.agents();
      await first.host.stop();
      await second.sees('its own engine', ({ isHere }) => isHere);
      assert.deepEqual(stage.agents(), [agent], 'the agent has not noticed');
      await stage.setMark('go');
      await second.seesPhase(id, 'done');
      assert.deepEqual((await stage.look()).broken, []);
    }),

  'looks on while the command runs the engine, hears of its steps, and answers what its agents ask': () =>
    onStage(EngineStage.make(), async (stage, open) => {
      const command = stage.start(['run']);
      await stage.said(command, /WAITING|waits/);
      const window = await open();
      await window.sees('the engine of the command', ({ look, isHere }) => !isHere && look.engine === `process ${String(command.pid)}`);
      const id = await stage.add('Write b', 'steps:\n  - ask: { question: "Which?", options: [b, c], blocking: true }\n  - write: { path: b.txt, text: "b\\n" }\n  - submit: b\n');
      const { look } = await window.sees('a question of the engineer’s', (view) => view.look.questions.some(({ level }) => level === 'engineer'));
      await giveOrder(window.project, ({ at }) => answer(look.questions[0]?.id ?? '', 'b', at));
      await window.seesPhase(id, 'done');
      command.kill('SIGTERM');
      await command.finished;
      await window.sees('its own engine', ({ isHere }) => isHere);
    }),

  'leaves agents at work when the engine is no longer wanted here, and adopts them when it is again': () =>
    onStage(EngineStage.make(), async (stage, open) => {
      const window = await open();
      const id = await stage.add('Write b', waiting(stage, 'go'));
      await window.seesPhase(id, 'coding');
      await stage.working(id);
      const agents = stage.agents();
      window.host.want(false);
      const { look } = await window.sees('no engine', (view) => !view.isHere && view.look.engine === undefined);
      assert.equal(look.tickets[0]?.phase, 'coding');
      assert.deepEqual(stage.agents(), agents);
      assert.equal(agents.length, 1);
      await stage.setMark('go');
      await window.seesPhase(id, 'collecting');
      window.host.want(true);
      await window.seesPhase(id, 'done');
      assert.equal((await stage.ticket(id)).fields.attempts, 1);
    }),

  'ends in the time that VS Code gives a window, with an agent and a gate at work; who comes next goes on with both': () =>
    onStage(EngineStage.make({ files: { 'check.sh': 'if [ -e c.txt ]; then touch "$1/testing"; while [ ! -e "$1/gate" ]; do sleep 0.05; done; fi\n' } }), async (stage, open) => {
      const first = await open();
      const tested = await stage.add('Write c', 'steps:\n  - write: { path: c.txt, text: "c\\n" }\n  - submit: c\n');
      const coded = await stage.add('Write b', waiting(stage, 'go'));
      await stage.working(coded);
      await stage.appeared('testing');
      const agents = stage.agents();
      const began = performance.now();
      await first.close();
      const took = performance.now() - began;
      assert.ok(took < 5000, `it took ${String(took)} ms`);
      assert.deepEqual(stage.agents(), agents, 'the agent has not noticed');
      assert.deepEqual(stage.processes().filter(({ command }) => command.includes('check.sh')), []);
      await stage.setMark('gate');
      await stage.setMark('go');
      const second = await open();
      await second.seesPhase(tested, 'done');
      await second.seesPhase(coded, 'done');
      const { broken, snapshot } = await stage.look();
      assert.deepEqual([broken, snapshot.tickets.get(tested)?.fields.attempts, snapshot.tickets.get(coded)?.fields.attempts], [[], 1, 1]);
    }),

  'says that there is no plan, and begins when there is one': () =>
    onStage(EngineStage.bare({ 'check.js': "require('./a.js');\n", 'a.js': 'module.exports = 1;\n' }), async (stage, open) => {
      const window = await open();
      await eventually('word of no plan', () => (window.views.length > 0 ? true : undefined));
      assert.deepEqual(window.views, [undefined]);
      const { code, output } = await stage.sanctum('init', '--gate', 'node check.js', '--no-sandbox');
      assert.equal(code, 0, output);
      await window.sees('its own engine', ({ isHere }) => isHere);
      assert.deepEqual(window.troubles, []);
    }),

  'says in words that somebody has the plan checked out, for as long as that is so': () =>
    onStage(EngineStage.make(), async (stage, open) => {
      const there = join(stage.repo.scratch, 'plan');
      await stage.repo.git('worktree', 'add', '--quiet', there, 'sanctum/plan');
      const window = await open();
      await eventually('the trouble', () => window.troubles.at(-1)?.includes(`checked out in ${there}`));
      await window.sees('the plan all the same', ({ isHere }) => !isHere);
      assert.equal(window.troubles.length, 1, 'it is said once');
      await stage.repo.git('worktree', 'remove', there);
      await window.sees('its own engine', ({ isHere }) => isHere);
      assert.equal(window.troubles.at(-1), undefined);
    }),

  'outlives a broken ref of the plan': () =>
    onStage(EngineStage.make(), async (stage, open) => {
      const path = join(stage.repo.path, '.git/refs/heads/sanctum/plan');
      const tip = await stage.repo.git('rev-parse', 'sanctum/plan');
      await stage.repo.ports.files.write(path, '');
      const window = await open();
      await eventually('the trouble', () => window.troubles.at(-1)?.includes('refs/heads/sanctum/plan is broken'));
      await stage.repo.ports.files.write(path, `${tip}\n`);
      await window.sees('its own engine', ({ isHere }) => isHere);
      assert.equal(window.troubles.at(-1), undefined);
    }),

  'shows nothing anew while nothing changes, and sees each change of the plan, also after git has packed its refs': () =>
    onStage(EngineStage.make(), async (stage, open) => {
      const window = await open(false);
      await window.sees('the plan', () => true);
      for (let looks = 0; looks < 5; looks += 1) window.host.look();
      await stage.repo.git('pack-refs', '--all');
      await stage.command(pause({ by: 'ada@home', at: '2026-11-21T04:30:00Z' }));
      await window.sees('the pause', ({ look }) => look.paused !== undefined);
      await stage.command(resume());
      await window.sees('no pause', ({ look }) => look.paused === undefined);
      assert.equal(window.views.length, 3);
    }),
});
