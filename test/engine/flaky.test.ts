import assert from 'node:assert/strict';
import type { EngineStage } from '../support/engineStage.js';
import { inParallel } from '../support/inParallel.js';
import { onStage } from '../support/onStage.js';

/** Tests by the files of a folder, in the words of TAP: `broken` ones fail, `flaky` ones the first time, `moody` ones the first three times. */
const check = `for test in tests/*; do
  name=$(basename "$test")
  if grep -q broken "$test" || { grep -q flaky "$test" && mkdir "$1/once-$name" 2>/dev/null; } || { grep -q moody "$test" && { mkdir "$1/one-$name" || mkdir "$1/two-$name" || mkdir "$1/three-$name"; } 2>/dev/null; }; then echo "not ok 1 - $name"; bad=1; else echo "ok 1 - $name"; fi
done
test -z "$bad"
`;

function on(play: (stage: EngineStage) => Promise<void>): Promise<void> {
  const files = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`tests/${name}`, 'fine\n']));
  return onStage({ files: { 'check.sh': check, ...files }, masterTested: false }, play);
}

const writes = (path: string, text: string): object => ({ write: { path, text } });
const steps = (...all: readonly object[]): string => JSON.stringify({ steps: all });

async function verdictOf(stage: EngineStage, ticket: string) {
  const verdicts = await stage.withProject(async ({ store }) => store.verdicts.all(await store.read()));
  return verdicts.find((verdict) => verdict.ticket === ticket);
}

inParallel('a test', 2, {
  'that is flaky is recorded by name and told with its rate; in quarantine its failure does not count, and the verdict says so; out of it it counts again': () =>
    on(async (stage) => {
      const flaky = await stage.add('Flaky', steps(writes('tests/b', 'flaky\n'), { submit: 'b' }));
      const first = await stage.untilIdle();
      assert.equal(first.code, 0, first.output);
      const recorded = await verdictOf(stage, flaky);
      assert.deepEqual([recorded?.result, recorded?.cause, recorded?.failing], ['green', 'flaky', ['b']]);
      assert.match((await stage.sanctum('report')).output, /Flaky tests, red and green on one tree, by verdicts:\n {2}b: 1 of 2 \(50 %\), last /);
      assert.equal((await stage.sanctum('quarantine', 'b')).code, 0);
      assert.match((await stage.sanctum('quarantine')).output, /^b: 1 of 2 \(50 %\), last \S+, in quarantine/);
      const broken = await stage.add('Broken there', steps(writes('tests/b', 'broken\n'), { submit: 'b' }));
      const other = await stage.add('Broken elsewhere', JSON.stringify({ attempts: [[writes('tests/c', 'broken\n'), { submit: 'c' }], [writes('tests/c', 'fine again\n'), { submit: 'c' }]].map((all) => ({ steps: all })) }), { dependsOn: [broken] });
      const second = await stage.untilIdle();
      assert.equal(second.code, 0, second.output);
      const noted = await verdictOf(stage, broken);
      assert.deepEqual([noted?.result, noted?.quarantined, noted?.['exit-code']], ['green', ['b'], 1]);
      assert.deepEqual((await stage.ticket(other)).fields.failures, 1, 'with another test red as well, the quarantine excuses nothing');
      assert.equal((await stage.sanctum('quarantine', '--release', 'b')).code, 0);
      const third = await stage.untilIdle();
      assert.equal(third.code, 7, third.output);
      assert.match(third.output, /WAITING: halted: master is red .*: 1 test fails \(b\)/);
    }),

  'that is known to be flaky is given two more runs before a ticket is blamed for it': () =>
    on(async (stage) => {
      const [flaky, moody, other] = [
        await stage.add('Flaky', steps(writes('tests/b', 'flaky\n'), { submit: 'b' })),
        await stage.add('Moody', steps(writes('tests/b', 'moody\n'), { submit: 'b' }), { dependsOn: ['0001'] }),
        await stage.add('Moody elsewhere', JSON.stringify({ attempts: [[writes('tests/c', 'moody\n'), { submit: 'c' }], [writes('tests/c', 'fine again\n'), { submit: 'c' }]].map((all) => ({ steps: all })) }), { dependsOn: ['0002'] }),
      ];
      const ran = await stage.untilIdle();
      assert.equal(ran.code, 0, ran.output);
      const recorded = await verdictOf(stage, moody);
      assert.deepEqual([recorded?.result, recorded?.cause, recorded?.failing], ['green', 'flaky', ['b']]);
      assert.match(ran.output, /testing 0002 on master, again: all that failed is known to be flaky/);
      const failures = await Promise.all([flaky, moody, other].map(async (id) => (await stage.ticket(id)).fields.failures));
      assert.deepEqual(failures, [0, 0, 1], 'what nobody knew to be flaky has two runs');
    }),

  'that is gone, with more than half of the others, is noticed by the count, and waits for the engineer': () =>
    on(async (stage) => {
      const id = await stage.add('Fewer', steps({ remove: 'tests/b' }, { remove: 'tests/c' }, { remove: 'tests/d' }, { submit: 'Fewer.' }));
      const first = await stage.untilIdle();
      assert.equal(first.code, 7, first.output);
      assert.match(first.output, new RegExp(`${id} on master runs 1 tests, where master runs 4[^]*WAITING: ticket ${id} waits for you: it runs 1 tests where master ran 4`));
      assert.equal((await stage.sanctum('approve', id)).code, 0);
      const second = await stage.untilIdle();
      assert.equal(second.code, 0, second.output);
      assert.equal((await verdictOf(stage, id))?.['tests-before'], 4);
    }),
});
