import assert from 'node:assert/strict';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { QueueStage, Queued } from '../../test/support/queueStage.js';
import { folderContents, queueStage } from '../../test/support/queueStage.js';
import type { TemporaryRepository } from '../../test/support/repository.js';
import { temporaryRepository } from '../../test/support/repository.js';
import { holdersOf } from '../git/checkouts.js';
import { landingCommand, startHeld } from '../git/fastForward.js';
import type { Intent } from '../plan/schemas.js';
import { intend } from '../plan/transitions.js';
import type { LandingResult } from './landing.js';
import { foreseeLanding, landStack, recoverLanding } from './landing.js';

const verdict = 'a-b';

describe('a landing that was cut short', () => {
  let repo: TemporaryRepository;
  let stage: QueueStage;

  const setStage = async (files: Record<string, string>): Promise<void> => {
    repo = await temporaryRepository({ files });
    stage = await queueStage(repo);
  };

  const land = (queued: Queued): Promise<LandingResult> => landStack(stage.context, stage.writer, [queued], verdict);

  const master = (): Promise<string> => repo.git('rev-parse', 'refs/heads/master');

  const ticketState = async (id: string): Promise<string | undefined> => (await stage.store.read()).tickets.get(id)?.state;

  /** It lands, the plan says so, and no intent is left. */
  const lands = async (queued: Queued): Promise<void> => {
    const result = await land(queued);
    assert.ok('landed' in result, JSON.stringify(result));
    assert.equal(await master(), queued.candidate.commit);
    assert.equal(await ticketState(queued.pending.ticket), 'done');
    assert.equal((await stage.store.read()).intent, undefined);
  };

  /** It waits with these words, and nothing at all has changed. */
  const waits = async (queued: Queued, words: RegExp): Promise<void> => {
    const before = [await folderContents(repo.path), await repo.git('ls-files', '--stage'), await repo.git('for-each-ref')];
    assert.match((await foreseeLanding(stage.context, queued.candidate.base, queued.candidate.commit)) ?? 'nothing', words);
    const result = await land(queued);
    assert.match('waits' in result ? result.waits : 'it landed', words);
    assert.deepEqual([await folderContents(repo.path), await repo.git('ls-files', '--stage'), await repo.git('for-each-ref')], before);
    assert.equal(await ticketState(queued.pending.ticket), 'in-progress');
  };

  afterEach(() => repo.dispose());

  const files = Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`f${String(at)}.txt`, `old ${String(at)}\n`]));
  const landing = { ...Object.fromEntries(Object.keys(files).map((name) => [name, `landed ${name}\n`])), 'added/new.txt': 'new\n', 'f5.txt': null };

  /** From its `count`-th file on, a checkout of the engineer's kills the git that makes it; once. */
  const killAtFile = async (count: number): Promise<void> => {
    const counter = join(repo.scratch, 'count');
    const script = join(repo.scratch, 'smudge');
    await writeFile(counter, '');
    await writeFile(script, `#!/bin/sh\nprintf x >> '${counter}'\nif [ "$(wc -c < '${counter}')" -eq ${String(count)} ]; then kill -9 "$PPID"; fi\ncat\n`);
    await chmod(script, 0o755);
    await repo.git('config', 'filter.killer.smudge', script);
    await repo.write('.git/info/attributes', '*.txt filter=killer\n');
  };

  /** As an engine that is gone left it: the intent is written, and git ran as far as it got. */
  const crash = async (queued: Queued | readonly [Queued, Queued], run: boolean): Promise<Intent> => {
    const { ports, repository, branch } = stage.context;
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
    const written = await stage.writer.write(intend(intent, ...cars.map((car) => car.pending.commit)));
    assert.ok(!('refused' in written), JSON.stringify(written));
    if (run) release();
    else child.endInput();
    await child.ended;
    return intent;
  };

  const recover = (intent: Intent): Promise<LandingResult> => recoverLanding(stage.context, stage.writer, intent);

  const engineersFiles = async (): Promise<void> => {
    await repo.write('mine.txt', 'staged\n');
    await repo.git('add', 'mine.txt');
    await repo.write('mine.txt', 'mine\n');
    await repo.write('added/untracked', 'mine\n');
  };

  for (const count of [1, 2, 4, 6]) {
    it(`by a kill at file ${String(count)} is undone, and lands at the next try`, async () => {
      await setStage(files);
      const queued = await stage.submit(landing);
      await engineersFiles();
      const before = [await folderContents(repo.path), await repo.git('ls-files', '--stage')];
      await killAtFile(count);
      const intent = await crash(queued, true);
      assert.equal(await master(), queued.candidate.base);
      const result = await recover(intent);
      assert.match('waits' in result ? result.waits : '', /cut short/);
      assert.deepEqual([await folderContents(repo.path), await repo.git('ls-files', '--stage')], before);
      assert.equal((await stage.store.read()).intent, undefined);
      await lands(queued);
      const { 'f5.txt': _gone, ...changed } = landing;
      const now = Object.fromEntries(Object.entries(changed).map(([path, text]) => [path, `- ${text}`]));
      assert.deepEqual(await folderContents(repo.path), { ...now, 'mine.txt': '- mine\n', 'added/untracked': '- mine\n' });
    });
  }

  it('undoes a mode, a link, a file for a folder and a folder for a file', async () => {
    await setStage({ 'tool.sh': 'x\n', link: 'file\n', a: 'a\n', 'b/c': 'c\n', 'zz.txt': 'z\n' });
    await repo.git('checkout', '--quiet', '-b', 'other');
    await chmod(join(repo.path, 'tool.sh'), 0o755);
    await rm(join(repo.path, 'link'));
    await symlink('a', join(repo.path, 'link'));
    await rm(join(repo.path, 'a'));
    await rm(join(repo.path, 'b'), { recursive: true });
    await repo.write('a/inner', 'inner\n');
    await repo.write('b', 'file\n');
    await repo.write('zz.txt', 'landed\n');
    await repo.git('add', '--all');
    await repo.git('commit', '--quiet', '-m', 'Landing');
    const tree = await repo.git('rev-parse', 'HEAD^{tree}');
    await repo.git('checkout', '--quiet', 'master');
    const queued = await stage.submitTree(tree);
    const before = [await folderContents(repo.path), await repo.git('ls-files', '--stage')];
    await killAtFile(1);
    const intent = await crash(queued, true);
    assert.notDeepEqual(await folderContents(repo.path), before[0]);
    await recover(intent);
    assert.deepEqual([await folderContents(repo.path), await repo.git('ls-files', '--stage')], before);
    await lands(queued);
  });

  it('with the intent written but git never let go lands at the next try', async () => {
    await setStage(files);
    const queued = await stage.submit(landing);
    await engineersFiles();
    const before = await folderContents(repo.path);
    const intent = await crash(queued, false);
    await recover(intent);
    assert.deepEqual(await folderContents(repo.path), before);
    await lands(queued);
  });

  it('after the fast-forward is written down once', async () => {
    await setStage(files);
    const queued = await stage.submit(landing);
    const intent = await crash(queued, true);
    assert.equal(await master(), queued.candidate.commit);
    await repo.commit({ 'later.txt': 'later\n' }, 'Later');
    assert.ok('landed' in (await recover(intent)));
    assert.equal(await ticketState(queued.pending.ticket), 'done');
    const tip = await stage.store.tip();
    assert.ok('waits' in (await recover(intent)));
    assert.equal(await stage.store.tip(), tip);
  });

  it('of two tickets is undone or finished as one', async () => {
    await setStage(files);
    const half = Math.floor(Object.keys(landing).length / 2);
    const parts = [landing, landing].map((all, at) => Object.fromEntries(Object.entries(all).filter((_, index) => index < half === (at === 0))));
    const [one, two] = await stage.stacked(await stage.submit(parts[0] ?? {}), await stage.submit(parts[1] ?? {}));
    assert.ok(one !== undefined && two !== undefined);
    const states = async (): Promise<readonly (string | undefined)[]> => [await ticketState(one.pending.ticket), await ticketState(two.pending.ticket), (await stage.store.read()).intent?.ticket];
    await engineersFiles();
    const before = [await folderContents(repo.path), await repo.git('ls-files', '--stage')];
    await killAtFile(4);
    const killed = await crash([one, two], true);
    assert.match(JSON.stringify(await recover(killed)), /cut short/);
    assert.deepEqual([await folderContents(repo.path), await repo.git('ls-files', '--stage')], before);
    assert.deepEqual(await states(), ['in-progress', 'in-progress', undefined]);
    await recover(await crash([one, two], false));
    assert.deepEqual(await states(), ['in-progress', 'in-progress', undefined]);
    const moved = await crash([one, two], true);
    assert.equal(await master(), two.candidate.commit);
    assert.ok('landed' in (await recover(moved)));
    assert.deepEqual(await states(), ['done', 'done', undefined]);
    const { tickets } = await stage.store.read();
    assert.deepEqual([one, two].map(({ pending: { ticket } }) => [tickets.get(ticket)?.fields.landed?.commit, tickets.get(ticket)?.fields.landed?.recovered]), [[one.candidate.commit, true], [two.candidate.commit, true]]);
    const tip = await stage.store.tip();
    assert.ok('waits' in (await recover(moved)));
    assert.equal(await stage.store.tip(), tip);
  });

  it('with its git alive and held: the child is ended before anything is looked at', async () => {
    await setStage(files);
    const queued = await stage.submit(landing);
    const { ports, repository } = stage.context;
    const [holder] = await holdersOf(ports.files, repository.git, 'refs/heads/master');
    const { child, release } = startHeld(ports, landingCommand(ports, repository, holder, 'master', queued.candidate.base, queued.candidate.commit));
    const intent = await crash(queued, false);
    assert.ok(child.identity !== undefined);
    await recover({ ...intent, child: { pid: child.identity.pid, 'start-time': child.identity.startTime } });
    assert.equal(ports.processes.isAlive(child.identity), false);
    release();
    assert.equal((await child.ended).signal, 'SIGKILL');
    assert.equal(await master(), queued.candidate.base);
    await lands(queued);
  });

  it('keeps what the engineer wrote since to a path of it, and says so', async () => {
    await setStage(files);
    const queued = await stage.submit(landing);
    await killAtFile(4);
    const intent = await crash(queued, true);
    await repo.write('f0.txt', 'precious\n');
    await repo.write('added/new.txt', 'mine too\n');
    const result = await recover(intent);
    assert.match('waits' in result ? result.waits : '', /^you have changes to f0\.txt in/);
    assert.deepEqual(await folderContents(repo.path), {
      ...Object.fromEntries(Object.entries(files).map(([path, text]) => [path, `- ${text}`])),
      'f0.txt': '- precious\n',
      'added/new.txt': '- mine too\n',
    });
    await waits(queued, /^you have changes to f0\.txt in/);
  });

  it('keeps a file or a folder of the engineer that stands where an old path was', async () => {
    await setStage({ 'dir/one.txt': '1\n', 'two.txt': '2\n', 'zz.txt': 'z\n' });
    const queued = await stage.submit({ 'dir/one.txt': null, 'two.txt': null, 'zz.txt': 'landed\n' });
    await killAtFile(1);
    const intent = await crash(queued, true);
    await rm(join(repo.path, 'dir'), { recursive: true, force: true });
    await rm(join(repo.path, 'two.txt'), { force: true });
    await repo.write('dir', 'mine\n');
    await repo.write('two.txt/inside', 'mine\n');
    const result = await recover(intent);
    assert.match('waits' in result ? result.waits : '', /^you have changes to /);
    assert.deepEqual(await folderContents(repo.path), { dir: '- mine\n', 'two.txt/inside': '- mine\n', 'zz.txt': '- z\n' });
  });

  it('keeps what the engineer staged since to a path of it', async () => {
    await setStage(files);
    const queued = await stage.submit(landing);
    const intent = await crash(queued, false);
    await repo.write('f1.txt', 'staged\n');
    await repo.git('add', 'f1.txt');
    await repo.write('f1.txt', 'old 1\n');
    const staged = await repo.git('ls-files', '--stage');
    assert.match(JSON.stringify(await recover(intent)), /you have changes to f1\.txt/);
    assert.equal(await repo.git('ls-files', '--stage'), staged);
  });

  it('removes the locks that a killed git left, and lands', async () => {
    await setStage(files);
    const queued = await stage.submit(landing);
    const intent = await crash(queued, false);
    for (const lock of ['index.lock', 'HEAD.lock', 'ORIG_HEAD.lock', 'refs/heads/master.lock']) await repo.write(`.git/${lock}`, '');
    await recover(intent);
    await lands(queued);
  });

  it('removes the lock on HEAD that a git left which was killed just after it moved the branch', async () => {
    await setStage(files);
    const intent = await crash(await stage.submit(landing), true);
    await repo.write('.git/HEAD.lock', '');
    assert.ok('landed' in (await recover(intent)));
    await repo.commit({ 'later.txt': 'later\n' }, 'Later');
  });

  it('undoes folders that git made where a file was, and came no further', async () => {
    await setStage({ a: 'a\n', 'zz.txt': 'z\n' });
    const queued = await stage.submit({ a: null, 'a/deep/inner': 'inner\n' });
    const before = await folderContents(repo.path);
    const intent = await crash(queued, false);
    await rm(join(repo.path, 'a'));
    await mkdir(join(repo.path, 'a'));
    await recover(intent);
    assert.deepEqual(await folderContents(repo.path), before);
    await lands(queued);
  });

  it('is undone where an undo of it was killed as it wrote old files back', async () => {
    const large = 'an old line\n'.repeat(1000);
    await setStage({ 'removed.txt': 'old\n', 'large.txt': large });
    const queued = await stage.submit({ 'removed.txt': null, 'large.txt': 'landed\n' });
    const before = await folderContents(repo.path);
    const intent = await crash(queued, false);
    await repo.write('removed.txt', '');
    await repo.write('large.txt', large.slice(0, 8192));
    await recover(intent);
    assert.deepEqual(await folderContents(repo.path), before);
    await lands(queued);
  });

  it('is left standing while a git is at work in the checkout', async () => {
    await setStage(files);
    const queued = await stage.submit(landing);
    await killAtFile(3);
    const intent = await crash(queued, true);
    const busy = stage.context.ports.processes.start(stage.context.repository.git.command(['cat-file', '--batch'], { workTree: repo.path }));
    const half = await folderContents(repo.path);
    const result = await recover(intent);
    assert.deepEqual(Object.keys(result), ['waits', 'intentStands']);
    assert.match('waits' in result ? result.waits : '', /^another git command is at work in .*index\.lock$/);
    assert.deepEqual(await folderContents(repo.path), half);
    assert.notEqual((await stage.store.read()).intent, undefined);
    busy.endInput();
    await busy.ended;
    await recover(intent);
    await lands(queued);
  });

  it('without a checkout, by a killed update-ref, lands at the next try', async () => {
    await setStage(files);
    await repo.git('checkout', '--quiet', '--detach');
    const queued = await stage.submit(landing);
    const intent = await crash(queued, false);
    await repo.write('.git/refs/heads/master.lock', '');
    await recover(intent);
    await lands(queued);
  });

  it('on a master that went elsewhere touches nothing', async () => {
    await setStage(files);
    const queued = await stage.submit(landing);
    const intent = await crash(queued, false);
    const moved = await repo.commit({ 'else.txt': 'else\n' }, 'Elsewhere');
    const before = await folderContents(repo.path);
    assert.match(JSON.stringify(await recover(intent)), /master moved/);
    assert.equal(await master(), moved);
    assert.deepEqual(await folderContents(repo.path), before);
    assert.equal((await stage.store.read()).intent, undefined);
  });

  it('by a filter that fails is undone when git can write again', async () => {
    await setStage({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
    const queued = await stage.submit({ 'a.txt': 'landed\n', 'b.txt': 'landed\n' });
    await repo.git('config', 'filter.broken.smudge', 'false');
    await repo.git('config', 'filter.broken.clean', 'cat');
    await repo.git('config', 'filter.broken.required', 'true');
    await repo.write('.git/info/attributes', 'b.txt filter=broken\n');
    const result = await land(queued);
    assert.match(JSON.stringify(result), /git cannot bring back .*b\.txt in .*smudge filter.*"intentStands":true/);
    const { intent } = await stage.store.read();
    assert.ok(intent !== undefined);
    await repo.git('config', 'filter.broken.smudge', 'cat');
    await recoverLanding(stage.context, stage.writer, intent);
    assert.deepEqual(await folderContents(repo.path), { 'a.txt': '- a\n', 'b.txt': '- b\n' });
    await lands(queued);
  });
});
