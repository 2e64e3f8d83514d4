import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { QueueStage } from '../../test/support/queueStage.js';
import { folderContents, queueStage, testConfig } from '../../test/support/queueStage.js';
import type { TemporaryRepository } from '../../test/support/repository.js';
import { eventually } from '../../test/support/eventually.js';
import { temporaryRepository } from '../../test/support/repository.js';
import type { GateResult } from './gate.js';
import type { LaneOptions } from './lane.js';
import { testInLane } from './lane.js';
import { laneTags } from './lanePlace.js';
import { isEnded } from './gateLog.js';
import { Lanes } from './lanes.js';

const installing = { commands: ['mkdir deps; cp lock deps/installed; echo x >> "$COUNT"'], cache: { key: ['lock'], paths: ['deps'] } };

describe('the lanes of an engine', () => {
  let repo: TemporaryRepository;
  let stage: QueueStage;
  let lanes: Lanes;
  let counted: string;

  beforeEach(async () => {
    repo = await temporaryRepository({ files: { 'a.txt': 'a\n', lock: '1\n', '.gitignore': 'deps\n' } });
    stage = await queueStage(repo);
    lanes = new Lanes(stage.context, 0);
    counted = join(repo.scratch, 'counted');
  });

  afterEach(async () => {
    await lanes.close();
    await repo.dispose();
  });

  const head = () => repo.git('rev-parse', 'HEAD');
  const setup = { ...installing, commands: installing.commands.map((command) => command) };
  const run = async (commands: readonly string[], options: LaneOptions & { readonly setup?: object; readonly at?: string } = {}): Promise<GateResult> => {
    const { setup: chosen = {}, at, ...rest } = options;
    return testInLane(lanes, testConfig({ gate: { commands }, setup: chosen }), at ?? (await head()), rest);
  };
  const withCount = () => ({ ...setup, commands: setup.commands.map((command) => command.replace('"$COUNT"', counted)) });
  const installs = async (): Promise<number> => ((await stage.context.ports.files.readIfThere(counted))?.toString('utf8') ?? '').split('\n').length - 1;

  it('are as pristine from a lane that was kept ready as from one made anew', async () => {
    const first = await head();
    assert.equal((await run(['true'])).green, true);
    lanes.keepReady(testConfig().setup, first);
    await repo.commit({ 'a.txt': 'b\n', 'new.txt': 'new\n', 'lock': null }, 'A change');
    const result = await run(['ls -A; cat a.txt; git status --porcelain --ignored; git rev-parse HEAD']);
    assert.deepEqual(result.output.split('\n'), ['.git', '.gitignore', 'a.txt', 'new.txt', 'b', await head(), '']);
    assert.deepEqual(await readdir(stage.context.project.lanes), []);
  });

  it('are kept ready only where a checkout takes its time, and follow the branch', async () => {
    const patient = new Lanes(stage.context, 60_000);
    await testInLane(patient, testConfig(), await head());
    patient.keepReady(testConfig().setup, await head());
    assert.deepEqual(await readdir(stage.context.project.lanes), []);
    await run(['true']);
    lanes.keepReady(testConfig().setup, await head());
    const at = await repo.commit({ 'a.txt': 'c\n' }, 'Another');
    lanes.keepReady(testConfig().setup, at);
    const lane = await lanes.take(testConfig().setup, at);
    assert.equal((await stage.context.ports.files.read(join(lane.folder, 'a.txt'))).toString('utf8'), 'c\n');
    await lanes.giveBack(lane);
  });

  it('install once what the branch needs, and copy it from then on', async () => {
    const wanted = withCount();
    assert.equal((await run(['test "$(cat deps/installed)" = 1; echo broken > deps/installed'], { setup: wanted, isMaster: true })).green, true);
    assert.equal(await installs(), 1);
    const again = await run(['cat deps/installed'], { setup: wanted });
    assert.deepEqual([again.output, await installs()], ['1\n', 1], 'what a gate wrote into the copy is not in the next one');
    lanes.keepReady(testConfig({ setup: wanted }).setup, await head());
    assert.deepEqual([(await run(['cat deps/installed'], { setup: wanted })).output, await installs()], ['1\n', 1], 'nor does a lane that was kept ready install');
  });

  it('install anew for a commit that changes what is to be installed, and keep nothing of that', async () => {
    const wanted = withCount();
    await run(['true'], { setup: wanted, isMaster: true });
    lanes.keepReady(testConfig({ setup: wanted }).setup, await head());
    const candidate = await repo.commit({ lock: '2\n' }, 'Another dependency');
    for (const times of [2, 3]) assert.deepEqual([(await run(['cat deps/installed'], { setup: wanted, at: candidate })).output, await installs()], ['2\n', times]);
    assert.equal((await readdir(stage.context.project.setUps)).length, 1);
  });

  it('keep the set-ups of the last few states of the branch', async () => {
    const wanted = withCount();
    for (let at = 0; at < 6; at += 1) {
      await repo.commit({ lock: `${String(at)}\n` }, `Dependencies ${String(at)}`);
      await run(['true'], { setup: wanted, isMaster: true });
    }
    assert.equal((await readdir(stage.context.project.setUps)).length, 4);
    await run(['true'], { setup: wanted });
    assert.equal(await installs(), 6, 'the last one is among them');
  });

  it('have ports of their own while they are in use at once', async () => {
    const [one, two] = await Promise.all([1, 2].map(() => run(['echo $SANCTUM_PORT_FIRST $SANCTUM_PORT_LAST; for i in 1 2 3 4 5; do sleep 0.1; done'])));
    const ranges = [one, two].map((result) => (result?.output ?? '').trim().split(' ').map(Number));
    for (const [first = 0, last = 0] of ranges) assert.ok(first >= 20_000 && last === first + 99 && last < 32_768, String(first));
    assert.notDeepEqual(ranges[0], ranges[1]);
  });

  it('give each command limits of its own, for its time and for its silence', async () => {
    const commands = [{ run: 'echo quick', timeoutMinutes: 1 }, { run: 'echo begun; sleep 600', silenceMinutes: 0.01 }];
    const silent = await testInLane(lanes, testConfig({ gate: { commands } }), await head());
    assert.deepEqual([silent.green, silent.words], [false, '`echo begun; sleep 600` printed nothing for 0.01 minutes and was ended.']);
    const talking = await testInLane(lanes, testConfig({ gate: { commands: ['for i in 1 2 3 4 5 6 7 8 9 10; do echo $i; sleep 0.25; done'], silenceMinutes: 0.03 } }), await head());
    assert.equal(talking.green, true, talking.words);
    const long = await testInLane(lanes, testConfig({ gate: { commands: [{ run: 'while :; do echo x; sleep 0.1; done', timeoutMinutes: 0.01 }] } }), await head());
    assert.match(long.words, /was still running after 0\.01 minutes and was ended\.$/);
  });

  it('show what is printed as it comes, and say when no more comes', async () => {
    const { files } = stage.context.ports;
    const path = stage.context.project.gateLog('0007');
    const gate = join(repo.scratch, 'gate');
    const testing = run([`echo one; while ! test -e ${gate}; do sleep 0.05; done; echo two`], { of: '0007' });
    const seen = async (): Promise<string> => ((await files.readIfThere(path)) ?? '').toString();
    await eventually('the first line', async () => ((await seen()).includes('one\n') ? true : undefined));
    assert.equal(isEnded(await seen()), false);
    await files.write(gate, '');
    await testing;
    assert.match(await seen(), /^== \S+ testing [0-9a-f]{10}\none\ntwo\n\n== \S+ ended: The gate passed\.\n$/);
    assert.equal(isEnded(await seen()), true);
  });

  it('sweep what an engine that was killed left, and nothing that is in use', async () => {
    await stage.context.ports.files.makeFolder(join(stage.context.project.lanes, 'abandoned', 'worktree'));
    const lane = await lanes.take(testConfig().setup, await head());
    assert.deepEqual(await lanes.strays(), ['abandoned']);
    await lanes.sweepStrays();
    assert.deepEqual(await readdir(stage.context.project.lanes), [lane.name]);
    assert.equal((await folderContents(lane.folder))['a.txt'], '- a\n');
    await lanes.giveBack(lane);
    assert.deepEqual(await stage.context.ports.processes.tagged(laneTags(stage.context)), []);
  });

  it('leave nothing where a commit is not there', async () => {
    await assert.rejects(lanes.take(testConfig().setup, 'f'.repeat(40)), /git read-tree failed/);
    assert.deepEqual(await readdir(stage.context.project.lanes), []);
  });
});
