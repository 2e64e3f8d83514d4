import assert from 'node:assert/strict';
import { killAtCalls } from '../support/killedCalls.js';
import { killedWorks } from '../support/killedWorks.js';

/** So many of each, spread over all, are quick enough for every day. */
const sample = 3;

describe('Sanctum, killed before, in and after calls that change something', function () {
  this.timeout(240_000);

  for (const work of killedWorks) {
    it(`is recovered by a restart alone: ${work.name}`, async () => {
      const { failures, kills } = await killAtCalls(work, sample);
      assert.deepEqual(failures, []);
      assert.ok(kills > 0, 'nothing was killed');
    });
  }
});
