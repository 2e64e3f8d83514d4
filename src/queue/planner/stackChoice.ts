import type { EntrySet } from './entrySet.js';
import { isWithin, single } from './entrySet.js';
import type { Horizon } from './horizon.js';
import { isDecided } from './horizon.js';
import { Prospect } from './prospect.js';
import type { World } from './worlds.js';

/** A test that promises less is not begun, however free the lane: the machine is the engineer's. */
const leastGain = 0.04;

/** Stacks to begin the search from: each entry alone, the queue from its head, the soundest together, and more on top of what runs or was green. */
function seedsOf({ entries, known, testing }: Horizon, worlds: readonly World[]): readonly EntrySet[] {
  const places = entries.map((_, place) => place);
  const timesBad = places.map((place) => worlds.reduce((sum, { bad }) => sum + ((bad >> place) & 1), 0));
  const seeds = new Set(places.map(single));
  const grow = (from: EntrySet, order: readonly number[]): void => {
    let set = from;
    for (const place of order) seeds.add((set |= single(place)));
  };
  grow(0, places);
  grow(0, [...places].sort((a, b) => (timesBad[a] ?? 0) - (timesBad[b] ?? 0)));
  const greens = known.filter(({ finding }) => finding === 'green').map(({ set }) => set);
  for (const below of [...testing, ...greens]) {
    for (const place of places) seeds.add(below | single(place));
    grow(below, places.filter((place) => (timesBad[place] ?? 0) * 2 < worlds.length));
  }
  return [...seeds];
}

/** The stacks that are worth most to be tested beside those that run: at most so many, the most useful first. */
export function chooseStacks(horizon: Horizon, worlds: readonly World[], count: number, lanes: number): readonly EntrySet[] {
  const prospect = new Prospect(horizon, worlds, lanes);
  for (const set of horizon.testingEarlier) prospect.add(set, false);
  for (const { set, finding } of horizon.known) if (finding === 'green') prospect.add(set, true);
  for (const set of horizon.testing) prospect.add(set, true);
  const seeds = seedsOf(horizon, worlds);
  const chosen: EntrySet[] = [];
  const mayBeTested = (set: EntrySet): boolean => set !== 0 && !chosen.includes(set) && !horizon.testing.includes(set) && !isDecided(horizon, set) && !horizon.restingTests.some((rest) => isWithin(rest, set));
  const isAlreadyTested = horizon.testing.some((set) => set === horizon.overdue);
  if (horizon.overdue !== 0 && !isAlreadyTested && mayBeTested(horizon.overdue)) {
    prospect.add(horizon.overdue, true);
    chosen.push(horizon.overdue);
  }
  while (chosen.length < count) {
    const best = bestStack(horizon, prospect, seeds, mayBeTested);
    if (best === undefined) break;
    prospect.add(best, true);
    chosen.push(best);
  }
  return chosen;
}

/** The best seed, then whatever one entry more or less makes better. */
function bestStack({ entries }: Horizon, prospect: Prospect, seeds: readonly EntrySet[], mayBeTested: (set: EntrySet) => boolean): EntrySet | undefined {
  let best: EntrySet | undefined;
  let bestGain = leastGain;
  const consider = (set: EntrySet): boolean => {
    if (!mayBeTested(set)) return false;
    const gain = prospect.gainOf(set);
    if (gain <= bestGain + 1e-9) return false;
    best = set;
    bestGain = gain;
    return true;
  };
  seeds.forEach(consider);
  for (let isBetter = best !== undefined; isBetter; ) {
    isBetter = false;
    for (let place = 0; place < entries.length; place += 1) if (best !== undefined && consider(best ^ single(place))) isBetter = true;
  }
  return best;
}
