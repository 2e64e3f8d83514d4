import assert from 'node:assert/strict';
import { chmod, copyFile, mkdir, readdir, readFile, rm, truncate, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineStage } from '../support/engineStage.js';
import { inParallel } from '../support/inParallel.js';

/** Breaks something; what the doctor must name. */
type Break = (stage: EngineStage) => Promise<readonly RegExp[]>;

/** On a plan with a ticket that has landed, breaks one thing after the other, each named and mended; then another ticket is built, and the audit finds nothing. */
async function broken(breaks: readonly Break[], check: (stage: EngineStage, said: readonly string[]) => Promise<void>): Promise<void> {
  const stage = await EngineStage.make();
  try {
    await stage.add('One', 'steps: [{write: {path: one.txt, text: "1\\n"}}, {submit: Done.}]');
    await stage.untilIdle();
    const said: string[] = [];
    for (const breakIt of breaks) {
      const words = await breakIt(stage);
      const named = await stage.sanctum('doctor');
      for (const one of words) assert.match(named.output, one);
      assert.match(named.output, /`sanctum doctor --repair`/);
      const mended = await stage.sanctum('doctor', '--repair');
      assert.doesNotMatch(mended.output, /`sanctum doctor --repair`/, 'nothing is left to repair');
      said.push(mended.output);
    }
    await check(stage, said);
    await stage.add('Two', 'steps: [{write: {path: two.txt, text: "2\\n"}}, {submit: Done.}]');
    const ran = await stage.untilIdle();
    const { broken: found, snapshot } = await stage.look();
    assert.deepEqual(found, [], ran.output);
    assert.deepEqual([...snapshot.tickets.values()].filter(({ state }) => state !== 'done').map(({ name }) => name), [], `${said.join('\n')}\n${ran.output}`);
    assert.match((await stage.sanctum('doctor', '--repair')).output, /There was nothing to repair/);
    await stage.quiet();
  } finally {
    await stage.close();
  }
}

/** What the repairs took away, by name. */
async function kept(stage: EngineStage): Promise<readonly string[]> {
  const [project = ''] = await readdir(join(stage.home, 'projects'));
  return readdir(join(stage.home, 'projects', project, 'rescued'), { recursive: true });
}

const tipOf = (stage: EngineStage): Promise<string> => stage.repo.git('rev-parse', 'refs/heads/sanctum/plan');

inParallel('a repair', 2, {
  'is not needed where a loss of power left a lock on the plan: the next start takes it away, and keeps it': async () => {
    const stage = await EngineStage.make();
    try {
      await stage.add('One', 'steps: [{write: {path: one.txt, text: "1\\n"}}, {submit: Done.}]');
      const lock = join(stage.repo.path, '.git', 'refs', 'heads', 'sanctum', 'plan.lock');
      await writeFile(lock, '');
      await utimes(lock, 1_700_000_000, 1_700_000_000);
      const ran = await stage.untilIdle();
      assert.match(ran.output, /The lock refs\/heads\/sanctum\/plan\.lock was taken away/);
      assert.equal((await stage.snapshot()).tickets.get('0001')?.state, 'done');
      assert.ok((await kept(stage)).some((name) => name.endsWith('plan.lock')));
    } finally {
      await stage.close();
    }
  },

  'puts the plan back whose branch was moved to what is no plan, deleted, or set back, and keeps what it was moved to': () => {
    let [master, plan] = ['', ''];
    return broken(
      [
        async (stage) => {
          plan = await tipOf(stage);
          master = await stage.repo.commit({ 'mine.txt': 'mine\n' }, 'By the engineer');
          await stage.repo.git('update-ref', 'refs/heads/sanctum/plan', master);
          return [/✗ plan: The branch sanctum\/plan names [0-9a-f]+, which is no plan/];
        },
        async (stage) => {
          assert.equal(await tipOf(stage), plan);
          await stage.repo.git('update-ref', 'refs/heads/sanctum/plan', `${plan}~3`);
          return [/✗ plan: The branch sanctum\/plan was set back to/];
        },
        async (stage) => {
          assert.equal(await tipOf(stage), plan);
          await stage.repo.git('update-ref', '-d', 'refs/heads/sanctum/plan');
          return [/✗ plan: The branch sanctum\/plan is gone/];
        },
        async (stage) => {
          await unlink(join(stage.repo.path, '.git', 'refs', 'heads', 'sanctum', 'plan'));
          return [/✗ plan: The branch sanctum\/plan is gone/];
        },
      ],
      async (stage) => {
        assert.equal(await tipOf(stage), plan);
        assert.equal(await stage.repo.git('rev-parse', `refs/sanctum/rescued/${master}`), master);
      },
    );
  },

  'puts a configuration back that cannot be read, takes locks of dead gits away, and makes a repository for snapshots anew': () => {
    let edited = '';
    return broken(
      [
        async (stage) => {
          edited = await byHand(stage, 'sanctum.json', '{ "version": 1,');
          for (const name of ['index.lock', 'refs/heads/master.lock', 'packed-refs.lock']) {
            const path = join(stage.repo.path, '.git', name);
            await writeFile(path, 'left');
            await utimes(path, new Date(0), new Date(0));
          }
          await unlink(join(await snapshotsOf(stage), 'HEAD'));
          return [/✗ document: sanctum\.json on sanctum\/plan cannot be read/, /✗ locks: A git that was killed left its lock \.git\/refs\/heads\/master\.lock/, /✗ snapshots: Sanctum's repository for snapshots/];
        },
      ],
      async (stage) => {
        assert.equal(await stage.repo.git('rev-parse', 'sanctum/plan~1'), edited);
        const names = await kept(stage);
        for (const name of ['index.lock', 'packed-refs.lock', 'snapshots.git']) assert.ok(names.some((one) => one.endsWith(name)), names.join());
      },
    );
  },

  'ends a run whose worktree was removed, and the ticket is built all the same': () =>
    broken(
      [
        async (stage) => {
          const [again, go] = [stage.mark('again'), stage.mark('go')];
          const id = await stage.add('Wait', `steps: [{run: "test -e ${again} || { touch ${again}; until [ -e ${go} ]; do sleep 0.05; done; }"}, {write: {path: w.txt, text: "w\\n"}}, {submit: Done.}]`);
          const engine = stage.start(['run']);
          await stage.appeared('again');
          engine.kill('SIGKILL');
          await engine.finished;
          await rm(await stage.withProject((project) => Promise.resolve(project.folder.worktree(id, 1))), { recursive: true });
          return [/✗ worktree: The worktree of ticket 0002 was removed while its run/];
        },
      ],
      async (stage, [said = '']) => {
        assert.match(said, /The run R-\S+ was ended \([1-9]\d* processes\)/);
        assert.equal((await stage.ticket('0002')).state, 'in-progress');
      },
    ),

  'puts refs back that a loss of power emptied, the plan among them, and writes an object anew of which there is a copy': () => {
    let [before, object] = ['', ''];
    return broken(
      [
        async (stage) => {
          const { repo } = stage;
          before = await repo.git('for-each-ref');
          for (const ref of ['refs/heads/sanctum/plan', 'refs/heads/master', 'refs/sanctum/wip/0001/1']) await writeFile(join(repo.path, '.git', ref), '');
          return [/✗ refs: refs\/heads\/sanctum\/plan is empty/, /✗ refs: refs\/sanctum\/wip\/0001\/1 is empty/];
        },
        async (stage) => {
          assert.equal(await stage.repo.git('for-each-ref'), before);
          const [folder, name] = halves(await stage.repo.git('rev-parse', 'HEAD:one.txt'));
          object = join(stage.repo.path, '.git', 'objects', folder, name);
          const copies = join(await snapshotsOf(stage), 'objects', folder);
          await mkdir(copies, { recursive: true });
          await copyFile(object, join(copies, name));
          await chmod(object, 0o644);
          await truncate(object, 0);
          return [/✗ objects: The object [0-9a-f]+ is empty/];
        },
      ],
      async () => {
        assert.ok((await readFile(object)).length > 0);
      },
    );
  },
});

function snapshotsOf(stage: EngineStage): Promise<string> {
  return stage.withProject((project) => Promise.resolve(project.folder.snapshots));
}

function halves(id: string): [string, string] {
  return [id.slice(0, 2), id.slice(2)];
}

/** A commit on the plan as an engineer makes one with an editor. */
async function byHand({ repo }: EngineStage, path: string, text: string): Promise<string> {
  const folder = join(repo.scratch, 'plan');
  await repo.git('worktree', 'add', '-q', folder, 'sanctum/plan');
  await writeFile(join(folder, path), text);
  await repo.git('-C', folder, 'commit', '-qam', 'By hand');
  await repo.git('worktree', 'remove', '--force', folder);
  return repo.git('rev-parse', 'sanctum/plan');
}
