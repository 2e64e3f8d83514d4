import assert from 'node:assert/strict';
import { findPlant } from '../sim/findPlant.js';
import { simMeans } from '../sim/means.js';
import { plantedBugs } from '../sim/plantedBugs.js';

/** A bug must show within so many seeds. */
const seeds = 60;

describe('a planted bug is found by the simulation:', () => {
  for (const [name, bug] of plantedBugs) {
    it(name, async function () {
      this.timeout(280_000);
      const found = await findPlant(bug, await simMeans(), seeds);
      assert.ok(found !== undefined, `not within ${String(seeds)} seeds`);
    });
  }
});
