import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { recordVerdict } from '../../src/plan/transitions.js';
import { inParallel } from '../support/inParallel.js';
import type { StageOptions } from '../support/engineStage.js';
import { StackStage } from '../support/stackStage.js';

/** Counts its runs in a mark ($1). */
const check = `echo run >> "$1/runs"
test ! -e broken || exit 1
if [ -e "$1/moon" ] && [ -e one.txt ]; then exit 1; fi
`;

async function on(options: StageOptions, play: (queue: StackStage) => Promise<void>): Promise<void> {
  const queue = await StackStage.open({ ...options, files: { 'check.sh': check, ...options.files } });
  try {
    await play(queue);
    assert.deepEqual((await queue.stage.look()).broken, []);
    await queue.project.close();
    await queue.stage.quiet();
  } finally {
    await queue.project.close();
    await queue.stage.close();
  }
}

const runs = async ({ stage }: StackStage): Promise<number> => (await readFile(stage.mark('runs'), 'utf8')).trim().split('\n').length;

inParallel('what is known of stacks', 2, {
  'holds of the criteria of a ticket for each of them, also when they are tested at the same moment: none is tested twice': () =>
    on({ files: { 'one.sh': 'test -e one.txt && echo "1 passing"\n' } }, async (queue) => {
      await queue.stage.configure((config) => ({ ...config, gate: { ...config.gate, testCommand: 'sh one.sh {test}' } }));
      const one = await queue.submit({ 'one.txt': '1\n' }, { criteria: [{ text: 'It is one.', test: 'one' }] });
      const [two, three] = [await queue.submit({ 'two.txt': '2\n' }), await queue.submit({ 'three.txt': '3\n' })];
      const stacks = [[one, two], [one, three], [one]];
      await Promise.all(stacks.map((stack) => queue.test(stack)));
      assert.deepEqual(await queue.known(), [`${one}+${two}: green`, `${one}+${three}: green`, `${one}: green`]);
      for (const stack of stacks) await queue.test(stack);
      assert.equal(await runs(queue), 3);
      await queue.land([one, two]);
      assert.match((await queue.stage.sanctum('show', one)).output, /1\. It is one\. — passed/);
    }),

  'that rest for a while hold nobody up, also in the only lane: what does not rest lands meanwhile': () =>
    on({ files: { 'shared.txt': '1\n' } }, async (queue) => {
      const { stage } = queue;
      await stage.configure((config) => ({ ...config, gate: { ...config.gate, lanes: 1 } }));
      const one = await queue.submit({ 'one.txt': '1\n', 'shared.txt': 'one\n' }, { criteria: [{ text: 'It is one.', command: 'true' }] });
      const two = await queue.submit({ 'shared.txt': 'two\n' });
      await queue.test([one]);
      await queue.project.close();
      // The gate has to run again for the criterion's sake, and is red now where it was green.
      const hash = /--hash ([0-9a-f]{12})/.exec((await stage.sanctum('trust')).output)?.[1] ?? '';
      assert.equal((await stage.sanctum('trust', '--hash', hash)).code, 0);
      await stage.setMark('moon');
      const engine = stage.start(['run']);
      await stage.said(engine, `the gate fails on ${one} on master now, where it passed before`);
      await stage.said(engine, `${two} landed`);
      engine.kill('SIGINT');
      await engine.finished;
    }),

  'differs in what is protected: nothing lands but what was approved as it lands, and whoever looks on knows of the stacks as well': () =>
    on({}, async (queue) => {
      const ci = { '.github/workflows/ci.yml': 'on: push\n' };
      const [one, two, red] = [await queue.submit(ci), await queue.submit({ ...ci, 'two.txt': '2\n' }), await queue.submit({ broken: 'x\n' })];
      await queue.test([one, two]);
      await queue.test([red, two]);
      assert.match((await queue.stage.sanctum('show', one)).output, /Waits for you/);
      assert.doesNotMatch((await queue.stage.sanctum('show', two)).output, /Waits for you/, 'on top of the other it changes nothing that is protected');
      await queue.test([two]);
      await queue.stage.sanctum('approve', one);
      await assert.rejects(queue.land([two]), new RegExp(`${two} does not land yet: of ${two}, it adds .github/workflows/ci.yml`));
      await queue.land([one, two]);
      assert.equal((await queue.stage.ticket(two)).state, 'done');
    }),

  'says of one that runs far fewer tests than master nothing but that: they are tested apart, and whose loss it is waits for the engineer': () =>
    on({ files: { 'check.sh': 'echo "$(ls tests | wc -l) passing"\n', ...Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`tests/${name}`, 'fine\n'])) } }, async (queue) => {
      const [verdict] = await queue.verdicts();
      assert.ok(verdict !== undefined);
      await queue.write(recordVerdict({ ...verdict, tests: 4 }, 'The gate passed.', { again: true }));
      const [sound, losing] = [await queue.submit({ 'sound.txt': 's\n' }), await queue.submit({ 'tests/a': null, 'tests/b': null, 'tests/c': null })];
      await queue.test([sound, losing]);
      assert.deepEqual(await queue.known(), [`${sound}+${losing}: red`]);
      await queue.test([sound]);
      await queue.test([losing]);
      const { queue: views, known } = await queue.observe();
      assert.deepEqual([known.get(sound), known.get(losing)], ['green', 'green']);
      const waiting = views.map(({ ticket, unapproved = [] }) => [ticket, unapproved.some(({ words }) => words === 'runs 1 tests where master ran 4')]);
      assert.deepEqual(waiting, [[sound, false], [losing, true]]);
      assert.equal((await queue.stage.sanctum('approve', losing)).code, 0);
      await queue.land([sound, losing]);
      assert.equal((await queue.stage.ticket(losing)).state, 'done');
    }),

  'teaches what is likely as soon as it is known whose fault a red one was': () =>
    on({}, async (queue) => {
      const [bad, other] = [await queue.submit({ broken: 'x\n' }), await queue.submit({ 'other.txt': 'x\n' })];
      const risk = async (): Promise<number> => (await queue.observe()).queue.find(({ ticket }) => ticket === other)?.risk ?? 0;
      await queue.test([bad]);
      const before = await risk();
      await queue.settle(bad);
      assert.ok((await risk()) > before, String(before));
    }),
});
