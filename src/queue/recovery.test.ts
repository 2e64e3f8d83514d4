import assert from 'node:assert/strict';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LandingStage, verdict } from '../../test/support/landingStage.js';
import type { Queued } from '../../test/support/queueStage.js';
import { folderContents } from '../../test/support/queueStage.js';
import { holdersOf } from '../git/checkouts.js';
import { landingCommand, startHeld } from '../git/fastForward.js';
import type { Intent } from '../plan/schemas.js';
import { intend } from '../plan/transitions.js';
import type { LandingResult } from './landing.js';
import { recoverLanding } from './landing.js';

describe('a landing that was cut short', () => {
  let on: LandingStage;

  afterEach(() => on.repo.dispose());

  const files = Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`f${String(at)}.txt`, `old ${String(at)}\n`]));
  const landing = { ...Object.fromEntries(Object.keys(files).map((name) => [name, `landed ${name}\n`])), 'added/new.txt': 'new\n', 'f5.txt': null };

  /** From its `count`-th file on, a checkout of the engineer's kills the git that makes it; once. */
  const killAtFile = async (count: number): Promise<void> => {
    const counter = join(on.repo.scratch, 'count');
    const script = join(on.repo.scratch, 'smudge');
    await writeFile(counter, '');
    await writeFile(script, `#!/bin/sh\nprintf x >> '${counter}'\nif [ "$(wc -c < '${counter}')" -eq ${String(count)} ]; then kill -9 "$PPID"; fi\ncat\n`);
    await chmod(script, 0o755);
    await on.repo.git('config', 'filter.killer.smudge', script);
    await on.repo.write('.git/info/attributes', '*.txt filter=killer\n');
  };

  /** As an engine that is gone left it: the intent is written, and git ran as far as it got. */
  const crash = async (queued: Queued | readonly [Queued, Queued], run: boolean): Promise<Intent> => {
    const { ports, repository, branch } = on.queue.context;
    const cars: readonly Queued[] = 'pending' in queued ? [queued] : queued;
    const [{ candidate: lowest }, { candidate: topmost, pending }] = 'pending' in queued ? [queued, queued] : queued;
    const candidate = { ...topmost, base: lowest.base };
    const [holder] = await holdersOf(ports.files, repository.git, `refs/heads/${branch}`);
    const { child, release } = startHeld(ports, landingCommand(ports, repository, holder, branch, candidate.base, candidate.commit));
    if (child.identity === undefined) throw new Error('no child');
    const intent: Intent = {
      ticket: pending.ticket,
      ...(cars.length > 1 ? { tickets: cars.map((car) => car.pending.ticket) } : {}),
      base: candidate.base,
      candidate: candidate.commit,
      tree: candidate.tree,
      verdict,
      how: holder === undefined ? 'ref' : 'checkout',
      machine: 'testing',
      child: { pid: child.identity.pid, 'start-time': child.identity.startTime },
      epoch: 1,
      at: '2026-11-21T04:30:00Z',
    };
    const written = await on.queue.writer.write(intend(intent, ...cars.map((car) => car.pending.commit)));
    assert.ok(!('refused' in written), JSON.stringify(written));
    if (run) release();
    else child.endInput();
    await child.ended;
    return intent;
  };

  const recover = (intent: Intent): Promise<LandingResult> => recoverLanding(on.queue.context, on.queue.writer, intent);

  const engineersFiles = async (): Promise<void> => {
    await on.repo.write('mine.txt', 'staged\n');
    await on.repo.git('add', 'mine.txt');
    await on.repo.write('mine.txt', 'mine\n');
    await on.repo.write('added/untracked', 'mine\n');
  };

  for (const count of [1, 2, 4, 6]) {
    it(`by a kill at file ${String(count)} is undone, and lands at the next try`, async () => {
      on = await LandingStage.make(files);
      const queued = await on.queue.submit(landing);
      await engineersFiles();
      const before = [await folderContents(on.repo.path), await on.repo.git('ls-files', '--stage')];
      await killAtFile(count);
      const intent = await crash(queued, true);
      assert.equal(await on.master(), queued.candidate.base);
      const result = await recover(intent);
      assert.match('waits' in result ? result.waits : '', /cut short/);
      assert.deepEqual([await folderContents(on.repo.path), await on.repo.git('ls-files', '--stage')], before);
      assert.equal((await on.queue.store.read()).intent, undefined);
      await on.lands(queued);
      const { 'f5.txt': _gone, ...changed } = landing;
      const now = Object.fromEntries(Object.entries(changed).map(([path, text]) => [path, `- ${text}`]));
      assert.deepEqual(await folderContents(on.repo.path), { ...now, 'mine.txt': '- mine\n', 'added/untracked': '- mine\n' });
    });
  }

  it('undoes a mode, a link, a file for a folder and a folder for a file', async () => {
    on = await LandingStage.make({ 'tool.sh': 'x\n', link: 'file\n', a: 'a\n', 'b/c': 'c\n', 'zz.txt': 'z\n' });
    await on.repo.git('checkout', '--quiet', '-b', 'other');
    await chmod(join(on.repo.path, 'tool.sh'), 0o755);
    await rm(join(on.repo.path, 'link'));
    await symlink('a', join(on.repo.path, 'link'));
    await rm(join(on.repo.path, 'a'));
    await rm(join(on.repo.path, 'b'), { recursive: true });
    await on.repo.write('a/inner', 'inner\n');
    await on.repo.write('b', 'file\n');
    await on.repo.write('zz.txt', 'landed\n');
    await on.repo.git('add', '--all');
    await on.repo.git('commit', '--quiet', '-m', 'Landing');
    const tree = await on.repo.git('rev-parse', 'HEAD^{tree}');
    await on.repo.git('checkout', '--quiet', 'master');
    const queued = await on.queue.submitTree(tree);
    const before = [await folderContents(on.repo.path), await on.repo.git('ls-files', '--stage')];
    await killAtFile(1);
    const intent = await crash(queued, true);
    assert.notDeepEqual(await folderContents(on.repo.path), before[0]);
    await recover(intent);
    assert.deepEqual([await folderContents(on.repo.path), await on.repo.git('ls-files', '--stage')], before);
    await on.lands(queued);
  });

  it('with the intent written but git never let go lands at the next try', async () => {
    on = await LandingStage.make(files);
    const queued = await on.queue.submit(landing);
    await engineersFiles();
    const before = await folderContents(on.repo.path);
    const intent = await crash(queued, false);
    await recover(intent);
    assert.deepEqual(await folderContents(on.repo.path), before);
    await on.lands(queued);
  });

  it('after the fast-forward is written down once', async () => {
    on = await LandingStage.make(files);
    const queued = await on.queue.submit(landing);
    const intent = await crash(queued, true);
    assert.equal(await on.master(), queued.candidate.commit);
    await on.repo.commit({ 'later.txt': 'later\n' }, 'Later');
    assert.ok('landed' in (await recover(intent)));
    assert.equal(await on.ticketState(queued.pending.ticket), 'done');
    const tip = await on.queue.store.tip();
    assert.ok('waits' in (await recover(intent)));
    assert.equal(await on.queue.store.tip(), tip);
  });

  it('of two tickets is undone or finished as one', async () => {
    on = await LandingStage.make(files);
    const half = Math.floor(Object.keys(landing).length / 2);
    const parts = [landing, landing].map((all, at) => Object.fromEntries(Object.entries(all).filter((_, index) => index < half === (at === 0))));
    const [one, two] = await on.queue.stacked(await on.queue.submit(parts[0] ?? {}), await on.queue.submit(parts[1] ?? {}));
    assert.ok(one !== undefined && two !== undefined);
    const states = async (): Promise<readonly (string | undefined)[]> => [await on.ticketState(one.pending.ticket), await on.ticketState(two.pending.ticket), (await on.queue.store.read()).intent?.ticket];
    await engineersFiles();
    const before = [await folderContents(on.repo.path), await on.repo.git('ls-files', '--stage')];
    await killAtFile(4);
    const killed = await crash([one, two], true);
    assert.match(JSON.stringify(await recover(killed)), /cut short/);
    assert.deepEqual([await folderContents(on.repo.path), await on.repo.git('ls-files', '--stage')], before);
    assert.deepEqual(await states(), ['in-progress', 'in-progress', undefined]);
    await recover(await crash([one, two], false));
    assert.deepEqual(await states(), ['in-progress', 'in-progress', undefined]);
    const moved = await crash([one, two], true);
    assert.equal(await on.master(), two.candidate.commit);
    assert.ok('landed' in (await recover(moved)));
    assert.deepEqual(await states(), ['done', 'done', undefined]);
    const { tickets } = await on.queue.store.read();
    assert.deepEqual([one, two].map(({ pending: { ticket } }) => [tickets.get(ticket)?.fields.landed?.commit, tickets.get(ticket)?.fields.landed?.recovered]), [[one.candidate.commit, true], [two.candidate.commit, true]]);
    const tip = await on.queue.store.tip();
    assert.ok('waits' in (await recover(moved)));
    assert.equal(await on.queue.store.tip(), tip);
  });

  it('with its git alive and held: the child is ended before anything is looked at', async () => {
    on = await LandingStage.make(files);
    const queued = await on.queue.submit(landing);
    const { ports, repository } = on.queue.context;
    const [holder] = await holdersOf(ports.files, repository.git, 'refs/heads/master');
    const { child, release } = startHeld(ports, landingCommand(ports, repository, holder, 'master', queued.candidate.base, queued.candidate.commit));
    const intent = await crash(queued, false);
    assert.ok(child.identity !== undefined);
    await recover({ ...intent, child: { pid: child.identity.pid, 'start-time': child.identity.startTime } });
    assert.equal(ports.processes.isAlive(child.identity), false);
    release();
    assert.equal((await child.ended).signal, 'SIGKILL');
    assert.equal(await on.master(), queued.candidate.base);
    await on.lands(queued);
  });

  it('keeps what the engineer wrote since to a path of it, and says so', async () => {
    on = await LandingStage.make(files);
    const queued = await on.queue.submit(landing);
    await killAtFile(4);
    const intent = await crash(queued, true);
    await on.repo.write('f0.txt', 'precious\n');
    await on.repo.write('added/new.txt', 'mine too\n');
    const result = await recover(intent);
    assert.match('waits' in result ? result.waits : '', /^you have changes to f0\.txt in/);
    assert.deepEqual(await folderContents(on.repo.path), {
      ...Object.fromEntries(Object.entries(files).map(([path, text]) => [path, `- ${text}`])),
      'f0.txt': '- precious\n',
      'added/new.txt': '- mine too\n',
    });
    await on.waits(queued, /^you have changes to f0\.txt in/);
  });

  it('keeps a file or a folder of the engineer that stands where an old path was', async () => {
    on = await LandingStage.make({ 'dir/one.txt': '1\n', 'two.txt': '2\n', 'zz.txt': 'z\n' });
    const queued = await on.queue.submit({ 'dir/one.txt': null, 'two.txt': null, 'zz.txt': 'landed\n' });
    await killAtFile(1);
    const intent = await crash(queued, true);
    await rm(join(on.repo.path, 'dir'), { recursive: true, force: true });
    await rm(join(on.repo.path, 'two.txt'), { force: true });
    await on.repo.write('dir', 'mine\n');
    await on.repo.write('two.txt/inside', 'mine\n');
    const result = await recover(intent);
    assert.match('waits' in result ? result.waits : '', /^you have changes to /);
    assert.deepEqual(await folderContents(on.repo.path), { dir: '- mine\n', 'two.txt/inside': '- mine\n', 'zz.txt': '- z\n' });
  });

  it('keeps what the engineer staged since to a path of it', async () => {
    on = await LandingStage.make(files);
    const queued = await on.queue.submit(landing);
    const intent = await crash(queued, false);
    await on.repo.write('f1.txt', 'staged\n');
    await on.repo.git('add', 'f1.txt');
    await on.repo.write('f1.txt', 'old 1\n');
    const staged = await on.repo.git('ls-files', '--stage');
    assert.match(JSON.stringify(await recover(intent)), /you have changes to f1\.txt/);
    assert.equal(await on.repo.git('ls-files', '--stage'), staged);
  });

  it('removes the locks that a killed git left, and lands', async () => {
    on = await LandingStage.make(files);
    const queued = await on.queue.submit(landing);
    const intent = await crash(queued, false);
    for (const lock of ['index.lock', 'HEAD.lock', 'ORIG_HEAD.lock', 'refs/heads/master.lock']) await on.repo.write(`.git/${lock}`, '');
    await recover(intent);
    await on.lands(queued);
  });

  it('removes the lock on HEAD that a git left which was killed just after it moved the branch', async () => {
    on = await LandingStage.make(files);
    const intent = await crash(await on.queue.submit(landing), true);
    await on.repo.write('.git/HEAD.lock', '');
    assert.ok('landed' in (await recover(intent)));
    await on.repo.commit({ 'later.txt': 'later\n' }, 'Later');
  });

  it('undoes folders that git made where a file was, and came no further', async () => {
    on = await LandingStage.make({ a: 'a\n', 'zz.txt': 'z\n' });
    const queued = await on.queue.submit({ a: null, 'a/deep/inner': 'inner\n' });
    const before = await folderContents(on.repo.path);
    const intent = await crash(queued, false);
    await rm(join(on.repo.path, 'a'));
    await mkdir(join(on.repo.path, 'a'));
    await recover(intent);
    assert.deepEqual(await folderContents(on.repo.path), before);
    await on.lands(queued);
  });

  it('is undone where an undo of it was killed as it wrote old files back', async () => {
    const large = 'an old line\n'.repeat(1000);
    on = await LandingStage.make({ 'removed.txt': 'old\n', 'large.txt': large });
    const queued = await on.queue.submit({ 'removed.txt': null, 'large.txt': 'landed\n' });
    const before = await folderContents(on.repo.path);
    const intent = await crash(queued, false);
    await on.repo.write('removed.txt', '');
    await on.repo.write('large.txt', large.slice(0, 8192));
    await recover(intent);
    assert.deepEqual(await folderContents(on.repo.path), before);
    await on.lands(queued);
  });

  it('is left standing while a git is at work in the checkout', async () => {
    on = await LandingStage.make(files);
    const queued = await on.queue.submit(landing);
    await killAtFile(3);
    const intent = await crash(queued, true);
    const busy = on.queue.context.ports.processes.start(on.queue.context.repository.git.command(['cat-file', '--batch'], { workTree: on.repo.path }));
    const half = await folderContents(on.repo.path);
    const result = await recover(intent);
    assert.deepEqual(Object.keys(result), ['waits', 'intentStands']);
    assert.match('waits' in result ? result.waits : '', /^another git command is at work in .*index\.lock$/);
    assert.deepEqual(await folderContents(on.repo.path), half);
    assert.notEqual((await on.queue.store.read()).intent, undefined);
    busy.endInput();
    await busy.ended;
    await recover(intent);
    await on.lands(queued);
  });

  it('without a checkout, by a killed update-ref, lands at the next try', async () => {
    on = await LandingStage.make(files);
    await on.repo.git('checkout', '--quiet', '--detach');
    const queued = await on.queue.submit(landing);
    const intent = await crash(queued, false);
    await on.repo.write('.git/refs/heads/master.lock', '');
    await recover(intent);
    await on.lands(queued);
  });

  it('on a master that went elsewhere touches nothing', async () => {
    on = await LandingStage.make(files);
    const queued = await on.queue.submit(landing);
    const intent = await crash(queued, false);
    const moved = await on.repo.commit({ 'else.txt': 'else\n' }, 'Elsewhere');
    const before = await folderContents(on.repo.path);
    assert.match(JSON.stringify(await recover(intent)), /master moved/);
    assert.equal(await on.master(), moved);
    assert.deepEqual(await folderContents(on.repo.path), before);
    assert.equal((await on.queue.store.read()).intent, undefined);
  });

  it('by a filter that fails is undone when git can write again', async () => {
    on = await LandingStage.make({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
    const queued = await on.queue.submit({ 'a.txt': 'landed\n', 'b.txt': 'landed\n' });
    await on.repo.git('config', 'filter.broken.smudge', 'false');
    await on.repo.git('config', 'filter.broken.clean', 'cat');
    await on.repo.git('config', 'filter.broken.required', 'true');
    await on.repo.write('.git/info/attributes', 'b.txt filter=broken\n');
    const result = await on.land(queued);
    assert.match(JSON.stringify(result), /git cannot bring back .*b\.txt in .*smudge filter.*"intentStands":true/);
    const { intent } = await on.queue.store.read();
    assert.ok(intent !== undefined);
    await on.repo.git('config', 'filter.broken.smudge', 'cat');
    await recoverLanding(on.queue.context, on.queue.writer, intent);
    assert.deepEqual(await folderContents(on.repo.path), { 'a.txt': '- a\n', 'b.txt': '- b\n' });
    await on.lands(queued);
  });
});
