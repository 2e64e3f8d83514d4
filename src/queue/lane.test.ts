import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { QueueStage } from '../../test/support/queueStage.js';
import { folderContents, queueStage, testConfig } from '../../test/support/queueStage.js';
import type { TemporaryRepository } from '../../test/support/repository.js';
import { temporaryRepository } from '../../test/support/repository.js';
import type { GateResult } from './gate.js';
import { testInLane } from './lane.js';
import { laneTags } from './lanePlace.js';
import { Lanes } from './lanes.js';

describe('a lane', () => {
  let repo: TemporaryRepository;
  let stage: QueueStage;

  const setStage = async (files: Record<string, string> = { 'a.txt': 'a\n', '.gitignore': '.env\nconfig/\n' }): Promise<void> => {
    repo = await temporaryRepository({ files, environment: { SECRET_KEY: 'abc', GIT_EDITOR: 'false', NODE_OPTIONS: '--x' } });
    stage = await queueStage(repo);
  };

  const run = async (commands: string | readonly string[], more: Record<string, unknown> = {}, stop?: AbortSignal): Promise<GateResult> => {
    const { gate, ...rest } = more;
    const config = testConfig({ gate: { commands: [commands].flat(), ...(gate as object | undefined) }, ...rest });
    return testInLane(new Lanes(stage.context), config, await repo.git('rev-parse', 'HEAD'), stop === undefined ? {} : { stop });
  };

  afterEach(() => repo.dispose());

  it('is pristine: the commit alone, nothing of the engineer’s', async () => {
    await setStage();
    await repo.write('a.txt', 'modified\n');
    await repo.write('untracked', 'x\n');
    await repo.write('.env', 'SECRET=1\n');
    const result = await run('ls -A; cat a.txt; git status --porcelain --ignored; git log --oneline | wc -l');
    assert.deepEqual(result.output.split('\n').map((line) => line.trim()), ['.git', '.gitignore', 'a.txt', 'a', '1', '']);
    assert.equal(result.green, true);
    assert.deepEqual(await readdir(stage.context.project.lanes), []);
  });

  it('has the files that set-up names, but never in the place of tracked ones', async () => {
    await setStage();
    await repo.commit({ 'config/tracked': 'committed\n' }, 'Tracked in an ignored folder');
    await repo.write('.env', 'SECRET=1\n');
    await repo.write('config/tracked', 'modified\n');
    await repo.write('config/local', 'local\n');
    await repo.write('a.txt', 'modified\n');
    const result = await run('cat .env config/tracked config/local a.txt', { setup: { copy: ['.env', 'config', 'a.txt', 'missing'] } });
    assert.equal(result.output, 'SECRET=1\ncommitted\nlocal\na\n');
  });

  it('knows nothing of the machine’s environment, and has a home and a temporary folder of its own', async () => {
    await setStage();
    const result = await run('env; touch "$HOME/x" "$TMPDIR/y"');
    const names = result.output.split('\n').map((line) => line.split('=')[0]);
    for (const secret of ['SECRET_KEY', 'GIT_EDITOR', 'NODE_OPTIONS', 'SANCTUM_HOME']) assert.ok(!names.includes(secret), secret);
    const home = /^HOME=(.*)$/m.exec(result.output)?.[1] ?? '';
    assert.ok(home.startsWith(stage.context.project.lanes), home);
    assert.match(result.output, /^CI=true$/m);
    assert.equal(result.green, true);
  });

  it('leaves no process behind, not even one that left its session', async () => {
    await setStage();
    const pid = join(repo.scratch, 'pid');
    const result = await run(`setsid sh -c 'echo $$ > ${pid}; exec sleep 600' & while ! test -s ${pid}; do :; done; echo started`);
    assert.equal(result.green, true);
    assert.deepEqual(await stage.context.ports.processes.tagged(laneTags(stage.context)), []);
  });

  it('does not wait for a daemon that took off its tag and holds the output', async () => {
    await setStage();
    const pid = join(repo.scratch, 'pid');
    const began = performance.now();
    const result = await run(`env -i /usr/bin/setsid /bin/sh -c 'echo $$ > ${pid}; exec /bin/sleep 60' & while ! test -s ${pid}; do :; done; echo done`);
    assert.ok(performance.now() - began < 20_000);
    assert.equal(result.output, 'done\n');
    process.kill(Number(await stage.context.ports.files.read(pid)), 'SIGKILL');
  });

  it('ends a gate at its time limit, and all it started', async () => {
    await setStage();
    const result = await run('echo begun; sleep 600 & sleep 600', { gate: { timeoutMinutes: 0.01 } });
    assert.equal(result.green, false);
    assert.equal(result.output, 'begun\n');
    assert.match(result.words, /^`echo begun.*` was still running after 0\.01 minutes and was ended\.$/);
  });

  it('ends a gate when it is told to stop, also before it began', async () => {
    await setStage();
    for (const [stop, when] of [[AbortSignal.abort(), 'before'], [new AbortController(), 'while']] as const) {
      if ('abort' in stop) stage.context.ports.clock.after(100, () => { stop.abort(); });
      const result = await run('sleep 600', {}, 'abort' in stop ? stop.signal : stop);
      assert.equal(result.green, false, when);
    }
  });

  it('throws away what a gate writes: neither the repository nor the next lane sees it', async () => {
    await setStage();
    const before = [await folderContents(repo.path), await repo.git('for-each-ref'), await repo.git('config', '--list')];
    await run('echo edited > a.txt; touch new; git add -A; git commit -qm x; git branch made; git config user.name x; git tag t; git stash list');
    assert.deepEqual([await folderContents(repo.path), await repo.git('for-each-ref'), await repo.git('config', '--list')], before);
    assert.equal((await run('cat a.txt; git tag; git branch --list made')).output, 'a\n');
  });

  it('says which tracked files a gate changed, by whatever command and of whatever size, and none where it only touched them', async () => {
    await setStage({ 'a.txt': 'a\n', 'b.txt': 'b\n', 'c.txt': 'c\n', '.gitignore': 'made\n' });
    const { words, green } = await run(['echo A > a.txt; rm b.txt; echo x > made; echo x > new', 'grep -q A a.txt']);
    assert.deepEqual([green, words], [true, 'The gate passed. It changed tracked files in its lane (a.txt, b.txt); nothing of that lands.']);
    assert.match((await run('echo A > a.txt; git commit -qam x; git update-index --assume-unchanged a.txt; false')).words, /failed with exit code 1\. It changed tracked files in its lane \(a\.txt\)/);
    assert.equal((await run('touch a.txt; rm b.txt; echo b > b.txt; echo x > made')).words, 'The gate passed.');
  });

  it('runs the commands one after the other, and stops at the first that fails', async () => {
    await setStage();
    const result = await run(['echo one', 'echo two; exit 3', 'echo three']);
    assert.equal(result.output, 'one\ntwo\n');
    assert.equal(result.words, '`echo two; exit 3` failed with exit code 3.');
    assert.equal(result.exitCode, 3);
  });

  it('keeps what the set-up left in the background through all commands of the gate, and ends it with the lane', async () => {
    await setStage();
    const result = await run(['kill -0 $(cat pid)', 'sleep 600 & kill -0 $(cat pid)'], { setup: { commands: ['echo serving; sleep 600 & echo $! > pid', 'kill -0 $(cat pid)'] } });
    assert.deepEqual([result.green, result.output], [true, '']);
    assert.deepEqual(await stage.context.ports.processes.tagged(laneTags(stage.context)), []);
  });

  it('ends what a set-up left in the background that fails, and shows what it printed', async () => {
    await setStage();
    const result = await run('true', { setup: { commands: ['sleep 600 & echo no; exit 4'] } });
    assert.deepEqual([result.green, result.output], [false, 'no\n']);
    assert.deepEqual(await stage.context.ports.processes.tagged(laneTags(stage.context)), []);
  });

  it('says which set-up command failed', async () => {
    await setStage();
    const result = await run('true', { setup: { commands: ['true', 'exit 4'] } });
    assert.equal(result.green, false);
    assert.equal(result.words, 'The set-up command `exit 4` failed with exit code 4.');
  });

  it('counts the tests; a gate that ran none is red, and one that said nothing where it used to', async () => {
    await setStage();
    const some = await run("echo '# tests 3'; echo '# pass 3'; echo '# fail 0'");
    assert.deepEqual([some.green, some.tests, some.words], [true, 3, 'The gate passed. 3 tests ran.']);
    const none = await run("echo '# pass 0'; echo '# fail 0'");
    assert.deepEqual([none.green, none.tests, none.words], [false, 0, 'The gate passed, but it ran no test.']);
    const silent = await run('true', { gate: { tests: 'counted' } });
    assert.deepEqual([silent.green, silent.tests], [false, 'unknown']);
  });

  it('keeps the beginning and the end of 50 MB of output', async () => {
    await setStage();
    const result = await run("echo first; head -c 50000000 /dev/zero | tr '\\0' 'x'; echo; echo last");
    assert.ok(result.green);
    assert.ok(result.output.length < 400_000);
    assert.match(result.output, /^first\nx+\n\[… \d+ bytes left out …\]\nx+\nlast\n$/);
  });

  it('cannot be made of a commit that is not there', async () => {
    await setStage();
    await assert.rejects(testInLane(new Lanes(stage.context), testConfig(), 'f'.repeat(40)), /git read-tree failed/);
    assert.deepEqual(await readdir(stage.context.project.lanes), []);
  });

  it('is taken off the disk even when a tool left folders that may not be written', async () => {
    await setStage();
    await run('mkdir -p "$HOME/go/mod"; touch "$HOME/go/mod/file"; chmod 555 "$HOME/go/mod"');
    assert.deepEqual(await readdir(stage.context.project.lanes), []);
  });
});
