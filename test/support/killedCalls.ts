import assert from 'node:assert/strict';
import { engineersState } from './engineersState.js';
import { EngineStage } from './engineStage.js';
import type { FaultSide } from './faultyPorts.js';
import { Pool } from './pool.js';
import { sampleProject } from './sampleProject.js';

/** Something that Sanctum does from its beginning to its end, and how one sees that it was done once. */
export interface KilledWork {
  readonly name: string;
  readonly make: () => Promise<EngineStage>;
  readonly args: readonly string[];
  /** Brings a stage in which `args` were killed to its end, by Sanctum's own commands alone, and checks what it came to. */
  readonly recover: (stage: EngineStage) => Promise<void>;
}

const files = { 'check.sh': 'if [ -e broken ]; then exit 1; fi\n', 'a.txt': 'a\n', 'kept.txt': 'kept\n' };

async function sound(stage: EngineStage): Promise<readonly string[]> {
  const { broken, transitions } = await stage.look();
  assert.deepEqual(broken, []);
  await stage.quiet();
  return transitions;
}

async function withWork(stage: EngineStage): Promise<EngineStage> {
  await stage.repo.write('kept.txt', 'kept, and modified\n');
  await stage.repo.write('notes.md', 'notes\n');
  return stage;
}

/** What is the engineer's stays as it is, whatever is killed. */
async function keepsFiles(stage: EngineStage): Promise<void> {
  assert.equal(await stage.repo.git('--no-optional-locks', 'status', '--porcelain'), ' M kept.txt\n?? notes.md');
}

export const killedWorks: readonly KilledWork[] = [
  {
    name: 'init',
    make: async () => withWork(await EngineStage.bare({ ...files, ...sampleProject })),
    args: ['init', '--gate', 'make test', '--no-sandbox'],
    recover: async (stage) => {
      const before = (await engineersState(stage.repo)).files;
      const again = await stage.sanctum('init', '--gate', 'make test', '--no-sandbox');
      // Where the plan was written already, Init says so.
      assert.ok(again.code === 0 || /plan/.test(again.output), again.output);
      assert.deepEqual((await engineersState(stage.repo)).files, before);
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 0, output);
      await keepsFiles(stage);
      await sound(stage);
    },
  },
  {
    name: 'a plan transition (add)',
    make: async () => withWork(await EngineStage.make({ files })),
    args: ['add', 'Write a file'],
    recover: async (stage) => {
      const tickets = (await stage.snapshot()).tickets.size;
      assert.ok(tickets <= 1);
      assert.equal((await stage.sanctum('add', 'Another')).code, 0);
      assert.equal((await stage.snapshot()).tickets.size, tickets + 1);
      await keepsFiles(stage);
      await sound(stage);
    },
  },
  {
    name: 'the whole way of a ticket: worktree, run, submission, gate, landing',
    make: async () => {
      const stage = await withWork(await EngineStage.make({ files }));
      await stage.add('Write a file', JSON.stringify({ steps: [{ write: { path: 'b.txt', text: 'b\n' } }, { submit: 'Done.' }] }));
      return stage;
    },
    args: ['run', '--until-idle'],
    recover: async (stage) => {
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 0, output);
      assert.equal((await stage.ticket('0001')).state, 'done', output);
      assert.equal(await stage.repo.git('show', 'master:b.txt'), 'b');
      await keepsFiles(stage);
      assert.deepEqual((await sound(stage)).filter((name) => name.startsWith('land ')), ['land 0001']);
    },
  },
  {
    name: 'the recovery of a landing that was killed',
    make: async () => {
      const stage = await withWork(await EngineStage.make({ files }));
      await stage.landable({ 'b.txt': 'b\n', 'a.txt': 'a, as landed\n' });
      const { signal } = await stage.start(['run', '--until-idle'], { event: 'go', side: 'after', nth: 1, landing: true }).finished;
      assert.equal(signal, 'SIGKILL');
      await stage.quiet();
      return stage;
    },
    args: ['run', '--until-idle'],
    recover: async (stage) => {
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 0, output);
      assert.equal(await stage.repo.git('show', 'master:b.txt'), 'b');
      await keepsFiles(stage);
      assert.deepEqual((await sound(stage)).filter((name) => name.startsWith('land ')), ['land 0001']);
    },
  },
];

const sides: readonly FaultSide[] = ['before', 'after'];

/** How many calls change something, played once unharmed. Two runs may differ by a few. */
async function callsOf(work: KilledWork): Promise<number> {
  const stage = await work.make();
  try {
    const { output } = await stage.start(work.args, { event: 'call', side: 'before', nth: Number.MAX_SAFE_INTEGER, landing: false }).finished;
    return Number(/calls: (\d+)/.exec(output)?.[1] ?? '0');
  } finally {
    await stage.close();
  }
}

export interface KilledCalls {
  readonly work: string;
  readonly calls: number;
  /** Kills that were recovered from, before a call and after it. */
  readonly kills: number;
  /** What was not recovered from, a line each. */
  readonly failures: readonly string[];
}

/** Kills the work before and after every call of a port that changes something, or at as many as are asked for, spread over all. */
export async function killAtCalls(work: KilledWork, most = Number.MAX_SAFE_INTEGER): Promise<KilledCalls> {
  const calls = await callsOf(work);
  const all = Array.from({ length: calls }, (_, at) => sides.map((side) => ({ side, nth: at + 1 }))).flat();
  const step = Math.max(1, all.length / most);
  // Of a sample every other one is after its call.
  const places = Array.from({ length: Math.min(most, all.length) }, (_, at) => (most >= all.length ? at : 2 * Math.floor((at * step) / 2) + (at % 2)));
  const points = places.map((at) => all[at]).filter((point) => point !== undefined);
  const pool = new Pool(2);
  const failures: string[] = [];
  let kills = 0;
  await Promise.all(
    points.map((point) =>
      pool.run(async () => {
        const stage = await work.make();
        try {
          const { signal } = await stage.start(work.args, { event: 'call', ...point, landing: false }).finished;
          // Two runs differ by a few calls; where the last ones did not come, nothing was killed.
          if (signal === 'SIGKILL') kills += 1;
          await work.recover(stage);
        } catch (error) {
          failures.push(`${work.name}, ${point.side} call ${String(point.nth)}: ${error instanceof Error ? error.message : String(error)}`);
        } finally {
          await stage.close();
        }
      }),
    ),
  );
  return { work: work.name, calls, kills, failures };
}
