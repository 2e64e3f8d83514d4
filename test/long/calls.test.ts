import assert from 'node:assert/strict';
import { killAtCalls } from '../support/killedCalls.js';
import { killedWorks } from '../support/killedWorks.js';
import { putPoints } from '../support/killedPoints.js';
import { isWritten, putRows } from '../support/reliabilityPage.js';

/** Fewer of each than all, where somebody has less time. */
const most = process.env['SANCTUM_KILLS'] === undefined ? undefined : Number(process.env['SANCTUM_KILLS']);

const columns = ['what was killed', 'calls that change something', 'kills before, in and after them'];

describe('Sanctum, killed before, in and after every call that changes something', function () {
  this.timeout(4 * 3_600_000);

  for (const work of killedWorks) {
    it(`is recovered by a restart alone: ${work.name}`, async () => {
      const { calls, kills, failures } = await killAtCalls(work, most);
      console.log(`      ${String(calls)} calls, ${String(kills)} kills`);
      assert.deepEqual(failures, []);
      if (!isWritten) return;
      await putRows('calls', columns, [[work.name, calls, kills]]);
      await putPoints();
    });
  }
});
