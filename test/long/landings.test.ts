import assert from 'node:assert/strict';
import { randomLandings } from '../support/randomLandings.js';

const count = 1000;

describe('a thousand submissions with random faults', function () {
  this.timeout(4 * 3_600_000);

  it('land or are blamed, each for what it is; every tip that master was given is green by itself', async () => {
    const { landed, steps, gates, stuck } = await randomLandings(count, 11);
    assert.equal(landed + stuck >= count, true);
    console.info(`${String(landed)} landed in ${String(steps)} steps, ${String(stuck)} were blamed, ${String(gates)} gates were run`);
  });
});
