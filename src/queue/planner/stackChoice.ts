import type { EntrySet, Horizon } from './horizon.js';
import { isWithin, sizeOf } from './horizon.js';
import type { World } from './worlds.js';
import { isGreenIn, worldCount } from './worlds.js';

/** What one bit of knowledge is worth, in landings. */
let bitWorth = 0.6;
/** What an entry that may not land yet counts for: it may by the time its test has ended, but it must not hold others up. */
const unseenWorth = 0.25;
/** A test that promises less than this many landings is not begun, however free the lane. */
let leastWorth = 0.08;
let settleWorth = 1;
let ageWorth = 0.5;
export function tune(values: Partial<Record<'bit' | 'least' | 'settle' | 'age', number>>): void {
  bitWorth = values.bit ?? bitWorth; leastWorth = values.least ?? leastWorth; settleWorth = values.settle ?? settleWorth; ageWorth = values.age ?? ageWorth;
}

/** What the tests that are chosen so far come to, in each world. */
interface Prospect {
  /** The worth of the best landing. */
  readonly landing: Float64Array;
  /** Entries that are settled. */
  readonly settled: Int32Array;
  /** Worlds that those tests cannot tell apart have the same number. */
  readonly kinds: Int32Array;
  kindCount: number;
}

const plogp = (count: number): number => (count === 0 ? 0 : (count / worldCount) * Math.log2(worldCount / count));

class Chooser {
  private readonly prospect: Prospect = {
    landing: new Float64Array(worldCount),
    settled: new Int32Array(worldCount),
    kinds: new Int32Array(worldCount),
    kindCount: 1,
  };
  private readonly green = new Int8Array(worldCount);
  private readonly counts = new Int32Array(2 * worldCount);

  constructor(
    private readonly horizon: Horizon,
    private readonly worlds: readonly World[],
  ) {}

  private landingWorth(set: EntrySet): number {
    const { entries, mayLand } = this.horizon;
    let worth = 0;
    for (let place = 0; place < entries.length; place += 1) if ((set & (1 << place)) !== 0) worth += 1 + ageWorth * (1 - place / 30);
    return isWithin(set, mayLand) ? worth : worth * unseenWorth;
  }

  /** How much more the tests come to with one more: landings and settlements to be expected, and what it tells. */
  worth(set: EntrySet, canLand: boolean): number {
    const { landing, settled, kinds, kindCount } = this.prospect;
    const single = (set & (set - 1)) === 0;
    const worth = canLand ? this.landingWorth(set) : 0;
    const { counts } = this;
    counts.fill(0, 0, 2 * kindCount);
    let gain = 0;
    for (let index = 0; index < worldCount; index += 1) {
      const world = this.worlds[index];
      const isGreen = world !== undefined && isGreenIn(world, set);
      const kind = kinds[index] ?? 0;
      if (isGreen) {
        gain += Math.max(0, worth - (landing[index] ?? 0));
        counts[2 * kind] = (counts[2 * kind] ?? 0) + 1;
      } else {
        if (single && ((settled[index] ?? 0) & set) === 0) gain += settleWorth;
        counts[2 * kind + 1] = (counts[2 * kind + 1] ?? 0) + 1;
      }
    }
    let bits = 0;
    for (let kind = 0; kind < kindCount; kind += 1) {
      const green = counts[2 * kind] ?? 0;
      const red = counts[2 * kind + 1] ?? 0;
      if (green > 0 && red > 0) bits += plogp(green) + plogp(red) - plogp(green + red);
    }
    return gain / worldCount + bitWorth * bits;
  }

  /** Counts a test in: one that runs, or was chosen. */
  add(set: EntrySet, canLand: boolean): void {
    const { prospect } = this;
    const single = (set & (set - 1)) === 0;
    const worth = canLand ? this.landingWorth(set) : 0;
    const renamed = new Map<number, number>();
    for (let index = 0; index < worldCount; index += 1) {
      const world = this.worlds[index];
      const isGreen = world !== undefined && isGreenIn(world, set);
      if (isGreen) prospect.landing[index] = Math.max(prospect.landing[index] ?? 0, worth);
      else if (single) prospect.settled[index] = (prospect.settled[index] ?? 0) | set;
      const kind = 2 * (prospect.kinds[index] ?? 0) + (isGreen ? 0 : 1);
      const name = renamed.get(kind) ?? renamed.size;
      renamed.set(kind, name);
      prospect.kinds[index] = name;
    }
    prospect.kindCount = renamed.size;
  }
}

/** Stacks to begin the search from: each entry alone, the best of the queue in one, what a few worlds say is good, and one more or less than what runs or was found. */
function seedsOf({ entries, known, testing }: Horizon, worlds: readonly World[]): readonly EntrySet[] {
  const seeds = new Set<EntrySet>();
  const badness = entries.map((_, place) => worlds.reduce((sum, { bad }) => sum + ((bad >> place) & 1), 0));
  const places = entries.map((_, place) => place);
  places.forEach((place) => seeds.add(1 << place));
  let prefix = 0;
  for (const place of places) seeds.add((prefix |= 1 << place));
  let best = 0;
  for (const place of [...places].sort((a, b) => (badness[a] ?? 0) - (badness[b] ?? 0))) seeds.add((best |= 1 << place));
  for (const base of [...testing, ...known.filter(({ finding }) => finding === 'green').map(({ set }) => set)]) {
    let chain = base;
    for (const place of places) if ((base & (1 << place)) === 0) {
      seeds.add(base | (1 << place));
      if ((badness[place] ?? 0) * 2 < worlds.length) seeds.add((chain |= 1 << place));
    }
  }
  return [...seeds];
}

/** The most useful stacks to test beside those that run, at most so many; none that promises next to nothing. `isOpen` tells what may still be tested. */
export function chooseStacks(horizon: Horizon, worlds: readonly World[], lanes: number, isOpen: (set: EntrySet) => boolean): readonly EntrySet[] {
  if (horizon.entries.length === 0 || lanes <= 0) return [];
  const chooser = new Chooser(horizon, worlds);
  for (const set of horizon.testingEarlier) chooser.add(set, false);
  for (const { set, finding } of horizon.known) if (finding === 'green') chooser.add(set, true);
  for (const set of horizon.testing) chooser.add(set, true);
  const seeds = seedsOf(horizon, worlds);
  const chosen: EntrySet[] = [];
  while (chosen.length < lanes) {
    let best = 0;
    let bestWorth = leastWorth;
    const consider = (set: EntrySet): boolean => {
      if (set === 0 || chosen.includes(set) || !isOpen(set)) return false;
      const worth = chooser.worth(set, true);
      if (worth <= bestWorth + 1e-9) return false;
      best = set;
      bestWorth = worth;
      return true;
    };
    seeds.forEach(consider);
    if (best === 0) break;
    for (let better = true; better; ) {
      better = false;
      const from = best;
      horizon.entries.forEach((_, place) => (better = consider(from ^ (1 << place)) || better));
    }
    chooser.add(best, true);
    chosen.push(best);
  }
  return chosen.sort((a, b) => sizeOf(b) - sizeOf(a)).length > 0 ? chosen : [];
}
