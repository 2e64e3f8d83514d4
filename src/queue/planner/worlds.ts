import type { EntrySet } from './entrySet.js';
import { isSingle } from './entrySet.js';
import type { Fault } from './faults.js';
import { faultsOf, suspectsOf } from './faults.js';
import type { Horizon } from './horizon.js';

/** One way the queue may truly be: which entries are red by themselves, and which pairs are red together. */
export interface World {
  readonly bad: EntrySet;
  readonly conflicts: readonly EntrySet[];
}

/** How many are imagined. More changed nothing that could be measured. */
export const worldCount = 128;

/** For each of some faults the fractions 1/2n, 3/2n …, one for each world, in an order of its own that is the same at every start. */
function shuffledFractions(count: number): readonly Float64Array[] {
  let state = 1;
  const drawBelow = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  return Array.from({ length: count }, () => {
    const fractions = Float64Array.from({ length: worldCount }, (_, world) => (world + 0.5) / worldCount);
    for (let last = worldCount - 1; last > 0; last -= 1) {
      const other = drawBelow(last + 1);
      const fraction = fractions[last] ?? 0;
      fractions[last] = fractions[other] ?? 0;
      fractions[other] = fraction;
    }
    return fractions;
  });
}

const fractions = shuffledFractions(509);

/** Where chance would be asked: spread evenly over the worlds, and the same for the same look, so that the planner stays pure. */
function fractionOf(world: number, fault: number): number {
  return fractions[fault % fractions.length]?.[world] ?? 0;
}

/** Which faults there are in one world, by index; undefined where no failure speaks of it. */
function culpritsOf(world: number, faults: readonly Fault[], failures: readonly (readonly number[])[]): readonly (boolean | undefined)[] {
  const isThere = new Array<boolean | undefined>(faults.length).fill(undefined);
  for (const suspects of failures) {
    if (suspects.some((index) => isThere[index] === true)) continue;
    const open = suspects.filter((index) => isThere[index] === undefined);
    const asked = open.length > 0 ? open : suspects;
    let noneOfThem = asked.reduce((product, index) => product * (1 - (faults[index]?.probability ?? 0)), 1);
    for (const index of asked) {
      const probability = faults[index]?.probability ?? 0;
      // Given that one of those still to be asked is the culprit, how likely it is this one.
      const isCulprit = index === asked.at(-1) || fractionOf(world, index) < probability / (1 - noneOfThem);
      isThere[index] = isCulprit;
      if (isCulprit) break;
      noneOfThem /= 1 - probability;
    }
  }
  return isThere;
}

/** Worlds in which all that was found holds, about as often as they are likely: each failure has a culprit among its suspects, and what no failure speaks of is as its own risk says. */
export function worldsOf(horizon: Horizon, pairRisk: number): readonly World[] {
  const faults = faultsOf(horizon, pairRisk);
  const failures = suspectsOf(horizon, faults);
  return Array.from({ length: worldCount }, (_, world) => {
    const isThere = culpritsOf(world, faults, failures);
    const real = faults.filter(({ probability }, index) => isThere[index] ?? fractionOf(world, index) < probability).map(({ set }) => set);
    return { bad: real.filter(isSingle).reduce((all, set) => all | set, 0), conflicts: real.filter((set) => !isSingle(set)) };
  });
}

/** Whether a stack is green in a world. */
export function isGreenIn({ bad, conflicts }: World, set: EntrySet): boolean {
  if ((set & bad) !== 0) return false;
  for (const pair of conflicts) if ((set & pair) === pair) return false;
  return true;
}
