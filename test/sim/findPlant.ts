import { scenarioOf } from '../../src/sim/scenario.js';
import { simulate } from '../../src/sim/simulate.js';
import type { SimMeans } from '../../src/sim/world.js';
import type { PlantedBug } from './plantedBugs.js';

/** The first seed that finds a planted bug, with what it says; undefined where none of so many does. */
export async function findPlant(bug: PlantedBug, means: SimMeans, most: number): Promise<{ readonly seed: number; readonly broken: readonly string[] } | undefined> {
  const takeOut = 'within' in bug ? bug.within() : () => undefined;
  try {
    for (let seed = 1; seed <= most; seed += 1) {
      const { broken } = await simulate(scenarioOf(seed), means, 'below' in bug ? { plant: bug.below } : {});
      if (broken.length > 0) return { seed, broken };
    }
    return undefined;
  } finally {
    takeOut();
  }
}
