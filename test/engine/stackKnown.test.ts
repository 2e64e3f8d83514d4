import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
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
});
