import assert from 'node:assert/strict';
import { EngineStage } from '../support/engineStage.js';

/** The sum is a file; its test says what it has to be. */
const files = { 'check.sh': 'sh test/sum.test.sh || { echo "not ok 1 - sum"; exit 1; }\n', 'sum.txt': '3\n', 'test/sum.test.sh': 'set -e\nassert() { test "$1" = 3; }\nassert "$(cat sum.txt)"\nassert 3\n' };
const weaker = 'test "$(cat sum.txt)" = 4\n';
const writes = (path: string, text: string): object => ({ write: { path, text } });
const steps = (...all: readonly object[]): string => JSON.stringify({ steps: all });

describe('a submission that changes existing tests', function () {
  this.timeout(120_000);

  it('is tested with these as they were as well, while it waits; that is shown beside it and kept, and stops nothing; sanctum.json turns it off', async () => {
    const stage = await EngineStage.make({ files });
    try {
      const id = await stage.add('Another sum', steps(writes('sum.txt', '4\n'), writes('test/sum.test.sh', weaker), { submit: 'Four.' }));
      const first = await stage.untilIdle();
      assert.equal(first.code, 7, first.output);
      assert.match(first.output, new RegExp(`${id} on master: The gate passed[^]*${id} with the tests as they were: .*failed[^]*${id}: With test/sum\\.test\\.sh as it was on .* the gate fails: 1 test fails \\(sum\\)`));
      const shown = await stage.sanctum('show', id);
      assert.match(shown.output, /Waits for you[^]*Tests that attempt 1 changes: With test\/sum\.test\.sh as it was on [0-9a-f]{10} the gate fails: 1 test fails \(sum\)\./);
      assert.doesNotMatch((await stage.untilIdle()).output, /as they were/, 'once is enough');
      assert.equal((await stage.sanctum('approve', id)).code, 0);
      assert.equal((await stage.untilIdle()).code, 0);
      assert.equal((await stage.ticket(id)).state, 'done');
      assert.deepEqual((await stage.snapshot()).baseTests?.get(id)?.failing, ['sum']);

      await stage.configure((config) => ({ ...config, gate: { ...config.gate, baseTests: false } }));
      await stage.add('A third sum', steps(writes('sum.txt', '5\n'), writes('test/sum.test.sh', weaker.replace('4', '5')), { submit: 'Five.' }));
      const last = await stage.untilIdle();
      assert.equal(last.code, 0, last.output);
      assert.doesNotMatch(last.output, /as they were/);
      const { transitions, broken } = await stage.look();
      assert.deepEqual(transitions.filter((name) => name.startsWith('base-tests')), [`base-tests ${id}`]);
      assert.deepEqual(broken, []);
      await stage.quiet();
    } finally {
      await stage.close();
    }
  });
});
