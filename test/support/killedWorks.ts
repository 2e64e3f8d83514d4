import assert from 'node:assert/strict';
import { dirtyLanding, halfWrittenLanding } from './dirtyLanding.js';
import { engineersState } from './engineersState.js';
import { EngineStage } from './engineStage.js';
import type { KilledWork } from './killedWork.js';
import { endOf, sound } from './killedWork.js';
import { landedOnce } from './landedOnce.js';
import { restarted, sanctumHere } from './restart.js';
import { sampleProject } from './sampleProject.js';

const files = { 'check.sh': 'if [ -e broken ]; then exit 1; fi\n', 'a.txt': 'a\n', 'kept.txt': 'kept\n' };
const scenario = JSON.stringify({ steps: [{ write: { path: 'b.txt', text: 'b\n' } }, { submit: 'Done.' }] });
const untilIdle = ['run', '--until-idle'];
const initArguments = ['init', '--gate', 'make test', '--no-sandbox'];
const submitArguments = ['submit', '1', '--from', '.', '--message', 'By hand.'];

/** Files of the engineer's, one modified and one untracked. */
async function withOwnFiles({ repo }: EngineStage): Promise<void> {
  await repo.write('kept.txt', 'kept, and modified\n');
  await repo.write('notes.md', 'notes\n');
}

/** What is the engineer's stays as it is, whatever is killed. */
async function keepsFiles({ repo }: EngineStage): Promise<void> {
  assert.equal(await repo.git('--no-optional-locks', 'status', '--porcelain'), ' M kept.txt\n?? notes.md');
  assert.deepEqual(await Promise.all(['kept.txt', 'notes.md'].map((name) => repo.ports.files.read(`${repo.path}/${name}`).then(String))), ['kept, and modified\n', 'notes\n']);
}

/** Ticket 0001 landed exactly once, with its file. */
async function builtOnce(stage: EngineStage): Promise<void> {
  const { snapshot, transitions } = await sound(stage);
  assert.equal(snapshot.tickets.get('0001')?.state, 'done');
  assert.deepEqual(transitions.filter((name) => name.startsWith('land ')), ['land 0001']);
  assert.equal(await stage.repo.git('show', 'master:b.txt'), 'b');
  await keepsFiles(stage);
}

async function withTicket(): Promise<EngineStage> {
  const stage = await EngineStage.make({ files });
  await stage.add('Write a file', scenario);
  return stage;
}

const init: KilledWork = {
  name: 'init',
  args: initArguments,
  prepare: async () => ({
    base: await EngineStage.bare({ ...files, ...sampleProject }),
    begin: async (stage) => {
      await withOwnFiles(stage);
      const before = (await engineersState(stage.repo)).files;
      return async () => {
        const again = await sanctumHere(stage, initArguments);
        // Where the plan was written already, Init says so.
        assert.ok(again.code === 0 || /plan/.test(again.output), again.output);
        assert.deepEqual((await engineersState(stage.repo)).files, before);
        await restarted(stage);
        await keepsFiles(stage);
        await sound(stage);
      };
    },
  }),
};

const add: KilledWork = {
  name: 'a plan transition (add)',
  args: ['add', 'Write a file'],
  prepare: async () => ({
    base: await EngineStage.make({ files }),
    begin: async (stage) => {
      await withOwnFiles(stage);
      return async () => {
        const tickets = (await stage.snapshot()).tickets.size;
        assert.ok(tickets <= 1);
        const { code, output } = await sanctumHere(stage, ['add', 'Another']);
        assert.equal(code, 0, output);
        assert.equal((await stage.snapshot()).tickets.size, tickets + 1);
        await keepsFiles(stage);
        await sound(stage);
      };
    },
  }),
};

const way: KilledWork = {
  name: 'the whole way of a ticket: worktree, run, submission, gate, landing',
  args: untilIdle,
  prepare: async () => ({
    base: await withTicket(),
    begin: async (stage) => {
      await withOwnFiles(stage);
      return async () => {
        await restarted(stage);
        await builtOnce(stage);
      };
    },
  }),
};

const byHand: KilledWork = {
  name: "a submission of the engineer's own checkout",
  args: submitArguments,
  prepare: async () => {
    const base = await withTicket();
    await base.repo.git('checkout', '--quiet', '-b', 'mine');
    return {
      base,
      begin: async (stage) => {
        await stage.repo.write('b.txt', 'b\n');
        await stage.repo.write('a.txt', 'a, by hand\n');
        return async () => {
          const isIn = (await stage.snapshot()).pending.has('0001');
          if (!isIn) {
            const { code, output } = await sanctumHere(stage, submitArguments);
            assert.equal(code, 0, output);
          }
          await restarted(stage);
          assert.equal(await stage.repo.git('show', 'master:a.txt'), 'a, by hand');
          assert.equal(await stage.repo.git('--no-optional-locks', 'status', '--porcelain'), ' M a.txt\n?? b.txt');
          assert.deepEqual((await sound(stage)).transitions.filter((name) => /^(?:hand-in|land) /.test(name)), ['hand-in 0001', 'land 0001']);
        };
      },
    };
  },
};

const elsewhere: KilledWork = {
  name: 'a landing where master is not checked out',
  args: untilIdle,
  prepare: async () => {
    const base = await EngineStage.make({ files });
    const landable = await base.landable({ 'b.txt': 'b\n', 'a.txt': 'a, as landed\n' });
    await base.repo.git('checkout', '--quiet', '-b', 'mine');
    return {
      base,
      begin: async (stage) => {
        await withOwnFiles(stage);
        return async () => {
          await restarted(stage);
          const look = await landedOnce(stage, landable);
          await keepsFiles(stage);
          await sound(stage, look);
        };
      },
    };
  },
};

const unstarted: KilledWork = {
  name: 'the recovery of a run that has no runner yet',
  args: untilIdle,
  prepare: async () => ({
    base: await withTicket(),
    begin: async (stage) => {
      await withOwnFiles(stage);
      const { signal, output } = await endOf(stage.start(untilIdle, { event: 'detach', side: 'before', nth: 1, landing: false }));
      assert.equal(signal, 'SIGKILL', output);
      return async () => {
        await restarted(stage);
        await builtOnce(stage);
      };
    },
  }),
};

/** What is killed at each of its calls; the engine's whole work is among them, and its recovery. */
export const killedWorks: readonly KilledWork[] = [init, add, way, byHand, dirtyLanding, elsewhere, halfWrittenLanding, unstarted];
