import assert from 'node:assert/strict';
import { randomLandings } from '../support/randomLandings.js';

describe('thirty submissions with random faults', function () {
  this.timeout(240_000);

  it('land or are blamed, each for what it is; every tip that master was given is green by itself', async () => {
    const { landed, stuck } = await randomLandings(30, 7);
    assert.ok(landed > stuck && stuck > 0, `${String(landed)} landed, ${String(stuck)} were blamed`);
  });
});
