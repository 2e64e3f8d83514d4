import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { adds, attempts, PackageStage, testFile } from './packageStage.js';

/** A test that takes one run of the gate in five as bad luck. It counts the runs in a file that outlives the lanes. */
const sometimes = (counter: string): string =>
  testFile('sometimes', `fs.appendFileSync(${JSON.stringify(counter)}, '.');`, `var run = fs.readFileSync(${JSON.stringify(counter)}, 'utf8').length;`, "t.ok(run % 5 !== 2, 'the cache is warm');");

/** A gate that leaves a server running, on the first port of its lane. */
const serves = [
  "var address = Number(process.env.SANCTUM_PORT_FIRST) + ', \"127.0.0.1\"';",
  'var program = \'require("http").createServer().listen(\' + address + \', function () { require("fs").writeFileSync("serves", ""); })\';',
  "require('child_process').spawn(process.execPath, ['-e', program], { detached: true, stdio: 'ignore' }).unref();",
  "for (var end = Date.now() + 5000; !fs.existsSync('serves') && Date.now() < end;) { /* It begins. */ }",
  "t.ok(fs.existsSync('serves'), 'the server serves');",
];

const fills = [
  '[process.cwd(), process.env.HOME, process.env.TMPDIR].forEach(function (place) {',
  "\tvar folder = path.join(place, 'full');",
  '\tfor (var i = 0; i < 200; i += 1) {',
  "\t\tfs.mkdirSync(path.join(folder, String(i), 'deep'), { recursive: true });",
  "\t\tfs.writeFileSync(path.join(folder, String(i), 'deep', 'file'), Buffer.alloc(65536));",
  '\t}',
  '\tfs.chmodSync(folder, 0);',
  '});',
  "t.pass('it is full');",
];

/** How many lanes there are, and how much lies in what was taken out of the way. */
async function leftOvers({ stage }: PackageStage): Promise<readonly string[]> {
  return stage.withProject(async ({ folder }) => {
    const lists = await Promise.all([folder.lanes, folder.scratch('')].map((place) => readdir(place).catch(() => [])));
    return lists.flat();
  });
}

/** Stories of a published package with one fault each: what lands, what is blamed, and what the engineer is told. */
export const packageFaults = {
  'a test of it that is flaky in one run of five: all lands, nobody is blamed, and the test is known by name with its rate': () =>
    PackageStage.play(async (pack) => {
      const { stage } = pack;
      await stage.repo.commit({ 'test/sometimes.js': sometimes(stage.mark('runs')) }, 'Add a test');
      const tickets: string[] = [];
      for (const name of ['one', 'two', 'three', 'four', 'five', 'six']) tickets.push(await stage.add(name, attempts(adds(name))));
      const said = await pack.idle();
      assert.deepEqual(await Promise.all(tickets.map((id) => pack.words(id))), tickets.map((id) => `${id} done, 0 failed`), said);
      assert.deepEqual(await pack.causes(), ['flaky']);
      const verdicts = (await pack.verdicts()).filter(({ cause }) => cause === 'flaky');
      for (const { result, failing } of verdicts) assert.deepEqual([result, failing], ['green', ['sometimes']]);
      const { output } = await stage.sanctum('report');
      const [, bad, all] = /Flaky tests, red and green on one tree, by verdicts:\n {2}sometimes: (\d+) of (\d+) \(\d+ %\), last /.exec(output) ?? [];
      assert.equal(Number(bad), verdicts.length, output);
      assert.ok(Number(all) >= tickets.length / 2, output);
      assert.equal((await stage.sanctum('quarantine', 'sometimes')).code, 0);
      assert.match((await stage.sanctum('quarantine')).output, /^sometimes: .*, in quarantine/);
    }),

  'a test that hangs: its change is ended at the limit, twice, and blamed in these words; the next attempt and the other change land': () =>
    PackageStage.play(async (pack) => {
      const { stage } = pack;
      const hangs = await stage.add('Hang', attempts(adds('hangs', 'setInterval(function () {}, 1000);'), adds('hangs')));
      const fine = await stage.add('Fine', attempts(adds('fine')));
      const said = await pack.idle();
      assert.match(said, new RegExp(`${hangs} on .*was still running after 0\\.1 minutes and was ended\\.`));
      assert.match(said, new RegExp(`\\[WARN\\] ${hangs} is red by its own fault: master is green`));
      assert.deepEqual([await pack.words(hangs), await pack.words(fine)], [`${hangs} done, 1 failed`, `${fine} done, 0 failed`]);
      assert.match((await stage.ticket(hangs)).text, /## Attempt 1\n\nThe gate is red\.\n\n`node_modules\/\.bin\/tape 'test\/\*\.js'` was still running after 0\.1 minutes and was ended\./);
      assert.deepEqual(await pack.causes(), ['own']);
    }, { gate: { timeoutMinutes: 0.1 } }),

  'a gate that leaves a server running: it ends with its gate, and the next one finds its port free': () =>
    PackageStage.play(async (pack) => {
      const { stage } = pack;
      const first = await stage.add('Serve', attempts(adds('serves', ...serves)));
      const second = await stage.add('After it', attempts(adds('after')), { dependsOn: [first] });
      const said = await pack.idle();
      assert.deepEqual([await pack.words(first), await pack.words(second)], [`${first} done, 0 failed`, `${second} done, 0 failed`], said);
      assert.deepEqual(await pack.causes(), [], 'each gate started its own server on the first port of its lane');
    }),

  'a gate that fills its folder, its home and its temporary folder, and bars them: they go, and what is next is tested in an empty one': () =>
    PackageStage.play(async (pack) => {
      const { stage } = pack;
      const first = await stage.add('Fill', attempts(adds('fills', ...fills)));
      const second = await stage.add('After it', attempts(adds('after', "[process.cwd(), process.env.HOME, process.env.TMPDIR].forEach(function (place) { t.notOk(fs.existsSync(path.join(place, 'full')), 'it is empty'); });")), { dependsOn: [first] });
      const said = await pack.idle();
      assert.deepEqual([await pack.words(first), await pack.words(second)], [`${first} done, 0 failed`, `${second} done, 0 failed`], said);
      await stage.quiet();
      assert.deepEqual(await leftOvers(pack), []);
      assert.equal(await stage.repo.git('ls-tree', '-r', '--name-only', 'master', 'full'), '');
    }),

  'a gate that edits tracked files: what lands is what was handed in, the next one is tested without the edit, and the engineer is told': () =>
    PackageStage.play(async (pack) => {
      const { stage } = pack;
      const before = await stage.repo.git('rev-parse', 'master:index.js');
      const first = await stage.add('Edit', attempts(adds('zzz', "fs.writeFileSync('index.js', 'module.exports = null;');", "fs.unlinkSync('LICENSE');", "t.pass('it writes where it should not');")));
      const second = await stage.add('After it', attempts(adds('after')), { dependsOn: [first] });
      const said = await pack.idle();
      assert.deepEqual([await pack.words(first), await pack.words(second)], [`${first} done, 0 failed`, `${second} done, 0 failed`], said);
      assert.equal(await stage.repo.git('rev-parse', 'master:index.js'), before);
      assert.equal(await stage.repo.git('diff', '--name-only', 'master~2', 'master'), ['example/after.js', 'example/zzz.js', 'test/after.js', 'test/zzz.js'].join('\n'));
      assert.equal(await stage.repo.git('status', '--porcelain'), '');
      assert.match(said, new RegExp(`${first} on master: The gate passed\\. 154 tests ran\\. It changed tracked files in its lane \\(LICENSE, index\\.js\\); nothing of that lands\\.`));
    }),

  'a master that is broken by hand in the middle: nothing lands on it, the engineer is told which test fails since which commit, and no ticket is blamed': () =>
    PackageStage.play(async (pack) => {
      const { stage } = pack;
      const id = await stage.add('In the middle', attempts([{ progress: 'waiting' }, { 'wait-for': stage.mark('go') }, ...adds('middle')]));
      const engine = stage.start(['run']);
      await stage.working(id);
      const index = await stage.repo.git('show', 'master:index.js');
      const broke = await stage.repo.commit({ 'index.js': index.replace('(/^0x[0-9a-f]+$/i)', '(/^hexadecimal$/)') }, 'Break hexadecimal numbers');
      await stage.setMark('go');
      await stage.said(engine, 'WAITING: halted');
      const since = broke.slice(0, 10);
      const told = new RegExp(`WAITING: halted: master is red since \\S+ at ${since}: 1 test fails \\(nums\\), since ${since} "Break hexadecimal numbers" — mend it and commit; .*'sanctum mend'`);
      assert.match((await stage.sanctum('status')).output, told);
      assert.equal(await stage.repo.git('rev-parse', 'master'), broke);
      assert.equal(await pack.words(id), `${id} in-progress, 0 failed`);
      await stage.repo.commit({ 'index.js': `${index}\n` }, 'Mend it');
      await stage.said(engine, `${id} landed`);
      engine.kill('SIGINT');
      assert.equal((await engine.finished).code, 0);
      assert.equal(await pack.words(id), `${id} done, 0 failed`);
      assert.deepEqual(await pack.causes(), ['master']);
      await pack.unbroken();
    }),

  'a master that is rewritten by force: what is there is tested anew, the landing that it lost is told and comes back by hand, and work goes on': () =>
    PackageStage.play(async (pack) => {
      const { stage } = pack;
      const { git } = stage.repo;
      const before = await git('rev-parse', 'master');
      const first = await stage.add('First', attempts(adds('first')));
      const engine = stage.start(['run']);
      await stage.said(engine, `${first} landed`);
      const landed = await git('rev-parse', 'master');
      await git('reset', '--quiet', '--hard', before);
      const rewritten = await stage.repo.commit({ 'CHANGELOG.md': 'Another history.\n' }, 'Another history');
      await stage.said(engine, `master was rewritten: what landed of ${first} (${landed.slice(0, 10)}) is not in it any more. Nothing is lost: git cherry-pick ${landed.slice(0, 10)} brings it back`);
      const second = await stage.add('Second', attempts(adds('second')));
      await stage.said(engine, `${second} landed`);
      assert.equal(await git('rev-parse', 'master^'), rewritten);
      assert.match((await stage.sanctum('show', first)).output, new RegExp(`Landed as ${landed} at \\S+, and is not on master any more, which was rewritten; changed:`));
      assert.deepEqual((await stage.look()).broken, [`6: Ticket ${first} is done, but ${landed} is not on master any more: the branch was rewritten.`]);
      await git('cherry-pick', landed);
      const again = await git('rev-parse', 'master');
      await stage.said(engine, `master at ${again.slice(0, 10)}: The gate passed. 155 tests ran.`);
      engine.kill('SIGINT');
      const { code, output } = await engine.finished;
      assert.deepEqual([code, await pack.words(first), await pack.words(second)], [0, `${first} done, 0 failed`, `${second} done, 0 failed`], output);
      assert.deepEqual(await pack.causes(), []);
    }),
} as const satisfies Readonly<Record<string, () => Promise<void>>>;

type Title = keyof typeof packageFaults;

/** Those that cost least; all of them are played by `npm run verify:long`. */
const cheap: readonly Title[] = [
  'a gate that leaves a server running: it ends with its gate, and the next one finds its port free',
  'a gate that edits tracked files: what lands is what was handed in, the next one is tested without the edit, and the engineer is told',
];

export const cheapPackageFaults: Readonly<Record<string, () => Promise<void>>> = Object.fromEntries(cheap.map((title) => [title, packageFaults[title]]));
