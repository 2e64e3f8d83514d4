import assert from 'node:assert/strict';
import { mkdir, rename, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EndedWorktrees } from '../../src/engine/endedWorktrees.js';
import { cleanableWorktrees, removeWorktree } from '../../src/engine/hand/cleanWorktrees.js';
import { keepHandWork } from '../../src/engine/hand/handSubmission.js';
import { takenOver, takeOver } from '../../src/engine/hand/takeOver.js';
import { readWorktree } from '../../src/engine/hand/worktreeTree.js';
import type { Log } from '../../src/engine/log.js';
import { planningContext } from '../../src/engine/planning/planningFolder.js';
import type { Project } from '../../src/engine/project.js';
import type { Files } from '../../src/platform/files.js';
import type { QueueContext } from '../../src/queue/context.js';
import { hold } from '../../src/plan/controlTransitions.js';
import { handIn } from '../../src/plan/handTransitions.js';
import type { StageOptions } from '../support/engineStage.js';
import { EngineStage } from '../support/engineStage.js';
import { inParallel } from '../support/inParallel.js';

async function onStage(play: (stage: EngineStage) => Promise<void>, options: StageOptions = {}): Promise<void> {
  const stage = await EngineStage.make(options);
  try {
    await play(stage);
  } finally {
    await stage.close();
  }
}

function withQueue<Value>(stage: EngineStage, work: (project: Project, queue: QueueContext) => Promise<Value>): Promise<Value> {
  return stage.withProject(async (project) => work(project, await planningContext(project, 'master')));
}

inParallel('worktrees', 2, {
  'are removed when their ticket has ended and all in them is kept, and never otherwise': () =>
    onStage(async (stage) => {
      const ids = [await stage.add('Write b', 'steps:\n  - write: { path: b.txt, text: "b\\n" }\n  - submit: b\n'), await stage.add('Write c', 'steps:\n  - write: { path: c.txt, text: "c\\n" }\n  - submit: c\n'), await stage.add('Give up', 'steps:\n  - write: { path: d.txt, text: "d\\n" }\n  - exit: 1\n')];
      const [landed = '', edited = '', stuck = ''] = ids;
      await stage.untilIdle();
      await withQueue(stage, async (project, queue) => {
        const place = project.folder.worktree(edited, 1);
        await stage.repo.ports.files.write(join(place, 'mine.txt'), 'mine\n');
        const found = await cleanableWorktrees(project, queue);
        const of = (id: string) => found.filter((one) => one.of === id);
        assert.deepEqual(of(landed).map(({ verdict }) => verdict), [{ safe: true }]);
        assert.deepEqual(of(edited).map(({ verdict }) => verdict), [{ safe: false, why: 'it holds changes that are kept nowhere else', passes: false }]);
        assert.ok(of(stuck).length > 0);
        assert.ok(of(stuck).every(({ verdict }) => !verdict.safe), JSON.stringify(of(stuck)));
        assert.ok(of(landed).every(({ bytes, changed }) => bytes > 0 && changed > 0));
        for (const one of found) assert.deepEqual(await removeWorktree(project, queue, one), one.verdict);
        assert.deepEqual((await cleanableWorktrees(project, queue)).filter((one) => one.of === landed), []);
        assert.equal((await stage.repo.ports.files.read(join(place, 'mine.txt'))).toString('utf8'), 'mine\n');

        // A link in the place of a worktree, or of the folder around it, leads to the engineer's own files.
        const [kept] = found.filter((one) => one.of === edited);
        assert.ok(kept !== undefined);
        await rename(place, `${place}.away`);
        await symlink(stage.repo.path, place);
        const around = dirname(project.folder.worktree(stuck, 1));
        await rename(around, `${around}.away`);
        await mkdir(join(stage.root, 'trap'));
        await rename(`${around}.away`, join(stage.root, 'trap', '1'));
        await symlink(join(stage.root, 'trap', '1'), around);
        const own = { from: undefined, folder: stage.repo.path, summary: 'Mine', by: 'engineer@test' };
        assert.deepEqual(await removeWorktree(project, queue, kept), { safe: false, why: 'it is not known which commit it was made from', passes: false });
        await assert.rejects(readWorktree(project, queue, kept), /is not the folder any more that was made for/);
        assert.deepEqual((await cleanableWorktrees(project, queue)).filter(({ of, attempt }) => of === edited || (of === stuck && attempt === 1)), []);
        for (const attempt of [2, 3]) await stage.repo.ports.files.removeTree(project.folder.worktree(stuck, attempt));
        await assert.rejects(keepHandWork(project, { ...own, ticket: stuck }), /has no worktree/);
        assert.equal((await stage.repo.ports.files.status(place))?.kind, 'link');
      });
      assert.deepEqual((await stage.look()).broken, []);
    }),

  'stay where somebody saved a file while they were looked at, or made a commit or a stash there that nothing else has': () =>
    onStage(async (stage) => {
      const write = (name: string) => stage.add(`Write ${name}`, `steps:\n  - write: { path: ${name}.txt, text: "${name}\\n" }\n  - submit: ${name}\n`);
      const [saved, committed, stashed, submitted] = [await write('b'), await write('c'), await write('d'), await write('e')];
      await stage.untilIdle();
      await withQueue(stage, async (project, queue) => {
        const of = (id: string) => ({ of: id, attempt: 1, path: project.folder.worktree(id, 1) });
        const git = (id: string, ...args: string[]) => stage.repo.git('-C', of(id).path, ...args);
        const commit = (id: string) => git(id, '-c', 'user.name=T', '-c', 'user.email=t@test', 'commit', '--quiet', '--all', '-m', 'mine');
        const { files } = project.ports;
        // The save comes between the first look and the move.
        const late: Files = Object.assign(Object.create(files) as Files, {
          rename: async (from: string, to: string) => {
            if (/-aside-[0-9a-f]+$/.test(to)) await files.write(join(from, 'worktree', 'late.txt'), 'late\n');
            await files.rename(from, to);
          },
        });
        const kept = 'it holds changes that are kept nowhere else';
        assert.deepEqual(await removeWorktree({ ...project, ports: { ...project.ports, files: late } }, queue, of(saved)), { safe: false, why: kept, passes: false });
        assert.equal((await files.read(join(of(saved).path, 'late.txt'))).toString('utf8'), 'late\n');

        await git(committed, 'switch', '--quiet', '--create', 'mine');
        await files.write(join(of(committed).path, 'a.txt'), 'mine\n');
        await commit(committed);
        await git(committed, 'switch', '--quiet', `ticket-${committed}`);
        assert.deepEqual(await removeWorktree(project, queue, of(committed)), { safe: false, why: 'its repository holds a commit that is kept nowhere else (refs/heads/mine)', passes: false });

        await files.write(join(of(stashed).path, 'a.txt'), 'mine\n');
        await git(stashed, '-c', 'user.name=T', '-c', 'user.email=t@test', 'stash', '--quiet');
        assert.deepEqual(await removeWorktree(project, queue, of(stashed)), { safe: false, why: 'its repository holds a stash, which is kept nowhere else', passes: false });

        // What was handed on may have been committed as well.
        await git(submitted, 'add', '--all');
        await commit(submitted);
        assert.deepEqual(await removeWorktree(project, queue, of(submitted)), { safe: true });
        assert.equal(await files.status(join(project.folder.path, 'tickets', submitted)), undefined);
        for (const id of [saved, committed, stashed]) assert.deepEqual((await files.list(join(project.folder.path, 'tickets', id))).map(({ name }) => name), ['1']);
      });
    }),

  'are compared with what they were made from without a look into their git directory': () =>
    onStage(async (stage) => {
      const id = await stage.add('Write b', `steps:\n  - write: { path: b.txt, text: "b\\n" }\n  - remove: a.txt\n  - run: "printf '[core]\\n\\tfsmonitor = touch ${stage.mark('ran')}\\n' >> ../repo.git/config"\n  - submit: b\n`);
      await stage.untilIdle();
      await withQueue(stage, async (project, queue) => {
        const { differences, problems } = await readWorktree(project, queue, { of: id, attempt: 1, path: project.folder.worktree(id, 1) });
        assert.deepEqual(differences.map(({ path, oldMode, newMode }) => [path, oldMode, newMode]), [['a.txt', '100644', '000000'], ['b.txt', '000000', '100644']]);
        assert.deepEqual(problems, []);
        assert.equal(await stage.repo.ports.files.status(stage.mark('ran')), undefined);
      });
    }),

  'that the engineer took over hold the work so far, and what is handed in of them lands': () =>
    onStage(async (stage) => {
      const id = await stage.add('Write b', 'steps:\n  - write: { path: b.txt, text: "b\\n" }\n  - exit: 1\n');
      await stage.untilIdle();
      await withQueue(stage, async (project, queue) => {
        const { ticket, engineer } = { ticket: id, engineer: 'engineer@test' };
        await stage.command(hold(ticket, { by: engineer, at: '2026-11-21T05:00:00Z' }, false));
        const taken = await takeOver(project, queue, await project.store.read(), ticket);
        assert.deepEqual(await takenOver(project, ticket), taken);
        assert.equal(await stage.repo.git('-C', taken.path, 'status', '--porcelain'), '?? b.txt');
        await stage.repo.ports.files.write(join(taken.path, 'b.txt'), 'by hand\n');
        const { attempt, work } = await keepHandWork(project, { ticket, from: taken.path, folder: stage.repo.path, summary: 'By hand.', by: engineer });
        await stage.command(handIn(ticket, attempt, work));
      });
      await stage.untilIdle();
      assert.equal(await stage.repo.git('show', 'master:b.txt'), 'by hand');
      await withQueue(stage, async (project, queue) => {
        const hand = (await cleanableWorktrees(project, queue)).filter(({ of }) => of.startsWith('hand-'));
        assert.deepEqual(hand.map(({ verdict }) => verdict), [{ safe: true }]);
      });
      assert.deepEqual((await stage.look()).broken, []);
    }),

  'of tickets that have ended stay for as many as the configuration says, and where they hold what is kept nowhere else': () =>
    onStage(async (stage) => {
      const write = (name: string) => stage.add(`Write ${name}`, `steps:\n  - write: { path: ${name}.txt, text: "${name}\\n" }\n  - submit: ${name}\n`);
      const { files } = stage.repo.ports;
      const edited = await write('b');
      await stage.untilIdle();
      const mine = await stage.withProject(async ({ folder }) => {
        const path = join(folder.worktree(edited, 1), 'mine.txt');
        await files.write(path, 'mine\n');
        return path;
      });
      const [older, newer] = [await write('c'), await write('d')];
      await stage.untilIdle();
      const left = await withQueue(stage, cleanableWorktrees);
      assert.deepEqual(left.map(({ of }) => of).sort(), [edited, newer]);
      assert.equal((await files.read(mine)).toString('utf8'), 'mine\n');
      assert.equal(await stage.repo.git('show', `refs/sanctum/wip/${older}/1:c.txt`), 'c');
      assert.deepEqual((await stage.look()).broken, []);
    }, { config: { limits: { agents: 1, worktrees: 1 } } }),

  'of tickets that have ended stay whole where they cannot be removed, which is said once, is in no other one\'s way, and is tried again': () =>
    onStage(async (stage) => {
      const write = (name: string) => stage.add(`Write ${name}`, `steps:\n  - write: { path: ${name}.txt, text: "${name}\\n" }\n  - submit: ${name}\n`);
      const [held, other] = [await write('b'), await write('c')];
      await stage.untilIdle();
      await stage.configure((config) => ({ ...config, limits: { ...config.limits, worktrees: 0 } }));
      await withQueue(stage, async (project, queue) => {
        const { files } = project.ports;
        const folder = dirname(project.folder.worktree(held, 1));
        const holding: Files = Object.assign(Object.create(files) as Files, {
          rename: async (from: string, to: string) => {
            if (from === folder) throw new Error('it is somebody else\'s');
            await files.rename(from, to);
          },
        });
        const said: string[] = [];
        const log: Log = { write: (level, words) => (level === 'DEBUG' ? undefined : said.push(`${level} ${words}`)) };
        const clearing = { project: { ...project, ports: { ...project.ports, files: holding } }, queue, log, stopping: new AbortController().signal };
        const [worktrees, snapshot] = [new EndedWorktrees(), await project.store.read()];
        for (const _look of ['first', 'second']) await worktrees.clear(clearing, { snapshot });
        const removed = 'INFO removed 1 worktree of tickets that have ended: what was handed on of them is kept, and limits.worktrees is 0';
        assert.deepEqual([...said].sort(), [removed, `WARN the worktree of ${held}, attempt 1, could not be removed, and is looked at again later: it is somebody else's`]);
        assert.deepEqual((await cleanableWorktrees(project, queue)).map(({ of, verdict }) => [of, verdict]), [[held, { safe: true }]]);
        assert.equal(await stage.repo.git('show', `refs/sanctum/wip/${other}/1:c.txt`), 'c');
        await worktrees.clear({ ...clearing, project }, { snapshot });
        assert.deepEqual(said.slice(2), [removed]);
        assert.deepEqual(await cleanableWorktrees(project, queue), []);
      });
      assert.deepEqual((await stage.look()).broken, []);
    }),
});
