import type { Scenario } from './scenario.js';

/** Leaves out what a failure does not need: first halves of what happens, then smaller parts, then single things. `most` trials at the most. */
export async function shrink(scenario: Scenario, isBroken: (smaller: Scenario) => Promise<boolean>, most: number): Promise<Scenario> {
  let smallest = scenario;
  let trials = 0;
  for (let size = Math.ceil(scenario.happenings.length / 2); size >= 1 && trials < most; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < smallest.happenings.length && trials < most; ) {
      const smaller = { ...smallest, happenings: smallest.happenings.filter((_, index) => index < at || index >= at + size) };
      trials += 1;
      if (await isBroken(smaller)) smallest = smaller;
      else at += size;
    }
  }
  return smallest;
}
