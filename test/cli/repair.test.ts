import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, truncate, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineStage } from '../support/engineStage.js';
import { inParallel } from '../support/inParallel.js';

/** A plan with a ticket that has landed, and one that is to be built after the repair. */
async function broken(breaks: (stage: EngineStage) => Promise<RegExp>, after: (stage: EngineStage, said: string) => Promise<void> = () => Promise.resolve()): Promise<void> {
  const stage = await EngineStage.make();
  try {
    await stage.add('One', 'steps: [{write: {path: one.txt, text: "1\\n"}}, {submit: Done.}]');
    await stage.untilIdle();
    await stage.repo.git('config', 'gc.auto', '0');
    const words = await breaks(stage);
    const named = await stage.sanctum('doctor');
    assert.match(named.output, words);
    assert.match(named.output, /`sanctum doctor --repair`/);
    const mended = await stage.sanctum('doctor', '--repair');
    assert.doesNotMatch(mended.output, /sanctum doctor --repair/, 'nothing is left to repair');
    await after(stage, mended.output);
    await stage.add('Two', 'steps: [{write: {path: two.txt, text: "2\\n"}}, {submit: Done.}]');
    const ran = await stage.untilIdle();
    const { broken: found, snapshot } = await stage.look();
    assert.deepEqual(found, [], ran.output);
    assert.deepEqual([...snapshot.tickets.values()].filter(({ state }) => state !== 'done').map(({ name }) => name), [], `${mended.output}\n${ran.output}`);
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
  'puts the plan back whose branch was moved to what is no plan, and keeps what it was moved to': () => {
    let master = '';
    return broken(
      async ({ repo }) => {
        master = await repo.commit({ 'mine.txt': 'mine\n' }, 'By the engineer');
        await repo.git('update-ref', 'refs/heads/sanctum/plan', master);
        return /✗ plan: The branch sanctum\/plan names [0-9a-f]+, which is no plan/;
      },
      async ({ repo }) => assert.equal(await repo.git('rev-parse', `refs/sanctum/rescued/${master}`), master),
    );
  },

  'finds the plan whose branch was deleted with its log': () => {
    let plan = '';
    return broken(
      async (stage) => {
        plan = await tipOf(stage);
        await stage.repo.git('update-ref', '-d', 'refs/heads/sanctum/plan');
        return /✗ plan: The branch sanctum\/plan is gone/;
      },
      async (stage) => assert.equal(await tipOf(stage), plan),
    );
  },

  'brings the plan forward that was set back': () => {
    let plan = '';
    return broken(
      async (stage) => {
        plan = await tipOf(stage);
        await stage.repo.git('update-ref', 'refs/heads/sanctum/plan', `${plan}~3`);
        return /✗ plan: The branch sanctum\/plan was set back to/;
      },
      async (stage) => assert.equal(await tipOf(stage), plan),
    );
  },

  'puts a configuration back that cannot be read, in a commit of its own': () => {
    let edited = '';
    return broken(
      async (stage) => {
        edited = await byHand(stage, 'sanctum.json', '{ "version": 1,');
        return /✗ document: sanctum\.json on sanctum\/plan cannot be read/;
      },
      async (stage) => assert.equal(await stage.repo.git('rev-parse', 'sanctum/plan~1'), edited),
    );
  },

  'ends a run whose worktree was removed, and the ticket is built all the same': () => {
    let engine: ReturnType<EngineStage['start']> | undefined;
    return broken(
      async (stage) => {
        const id = await stage.add('Wait', `steps: [{run: "test -e ${stage.mark('again')} || { touch ${stage.mark('again')}; until [ -e ${stage.mark('go')} ]; do sleep 0.05; done; }"}, {write: {path: w.txt, text: "w\\n"}}, {submit: Done.}]`);
        engine = stage.start(['run']);
        await stage.working(id);
        await stage.appeared('again');
        engine.kill('SIGKILL');
        await engine.finished;
        const worktree = await stage.withProject((project) => Promise.resolve(project.folder.worktree(id, 1)));
        await rm(worktree, { recursive: true });
        return /✗ worktree: The worktree of ticket 0002 was removed while its run/;
      },
      (_stage, said) => Promise.resolve(assert.match(said, /The run R-\S+ was ended \([1-9]\d* processes\)/)),
    );
  },

  'takes locks of dead gits away, and keeps them': () =>
    broken(
      async ({ repo }) => {
        for (const name of ['index.lock', 'refs/heads/master.lock', 'packed-refs.lock']) {
          const path = join(repo.path, '.git', name);
          await writeFile(path, 'left');
          await utimes(path, new Date(0), new Date(0));
        }
        return /✗ locks: A git that was killed left its lock \.git\/refs\/heads\/master\.lock/;
      },
      async (stage) => {
        const names = await kept(stage);
        for (const name of ['index.lock', 'packed-refs.lock']) assert.ok(names.some((one) => one.endsWith(name)), names.join());
      },
    ),

  'puts refs back that a loss of power emptied, the plan among them': () => {
    let before = '';
    return broken(
      async ({ repo }) => {
        before = await repo.git('for-each-ref');
        for (const ref of ['refs/heads/sanctum/plan', 'refs/heads/master', 'refs/sanctum/wip/0001/1']) await writeFile(join(repo.path, '.git', ref), '');
        return /✗ refs: refs\/heads\/sanctum\/plan is empty/;
      },
      async ({ repo }) => assert.equal(await repo.git('for-each-ref'), before),
    );
  },

  'writes an object anew that a loss of power emptied, where there is a copy': () => {
    let object = '';
    return broken(
      async (stage) => {
        const { repo } = stage;
        object = join(repo.path, '.git', 'objects', ...halves(await repo.git('hash-object', '-w', 'a.txt')));
        const loose = await repo.git('rev-parse', 'HEAD:one.txt');
        const path = join(repo.path, '.git', 'objects', ...halves(loose));
        const copy = await readFile(path);
        const snapshots = await stage.withProject((project) => Promise.resolve(project.folder.snapshots));
        await mkdir(join(snapshots, 'objects', loose.slice(0, 2)), { recursive: true });
        await writeFile(join(snapshots, 'objects', ...halves(loose)), copy);
        await chmod(path, 0o644);
        await truncate(path, 0);
        object = path;
        return /✗ objects: The object [0-9a-f]+ is empty/;
      },
      async () => assert.ok((await readFile(object)).length > 0),
    );
  },

  'sets a repository for snapshots aside that cannot be used': () =>
    broken(
      async (stage) => {
        const snapshots = await stage.withProject((project) => Promise.resolve(project.folder.snapshots));
        await unlink(join(snapshots, 'HEAD'));
        return /✗ snapshots: Sanctum's repository for snapshots/;
      },
      async (stage) => assert.ok((await kept(stage)).some((name) => name.endsWith('snapshots.git'))),
    ),
});

function halves(id: string): [string, string] {
  return [id.slice(0, 2), id.slice(2)];
}

/** A commit on the plan as an engineer makes one with an editor. */
async function byHand({ repo }: EngineStage, path: string, text: string): Promise<string> {
  const folder = join(repo.scratch, 'plan');
  await repo.git('worktree', 'add', '-q', folder, 'sanctum/plan');
  assert.ok(existsSync(folder));
  await writeFile(join(folder, path), text);
  await repo.git('-C', folder, 'commit', '-qam', 'By hand');
  await repo.git('worktree', 'remove', '--force', folder);
  return repo.git('rev-parse', 'sanctum/plan');
}
