import assert from 'node:assert/strict';
import { scenarioOf } from '../../src/sim/scenario.js';
import { simulate } from '../../src/sim/simulate.js';
import { simMeans } from '../sim/means.js';
import { plants } from '../sim/plants.js';

/** A bug must show within so many seeds. */
const seeds = 24;

describe('a planted bug is found by the simulation:', () => {
  for (const [bug, plant] of Object.entries(plants)) {
    it(bug, async function () {
      this.timeout(280_000);
      const means = await simMeans();
      for (let seed = 1; seed <= seeds; seed += 1) {
        const { broken } = await simulate(scenarioOf(seed), means, { plant });
        if (broken.length > 0) return;
      }
      assert.fail(`not within ${String(seeds)} seeds`);
    });
  }
});
