import type { EntrySet } from './entrySet.js';
import { isSingle, isWithin, single } from './entrySet.js';
import type { Horizon } from './horizon.js';
import type { World } from './worlds.js';
import { isGreenIn, worldCount } from './worlds.js';

/** What landing the head of the queue is worth; to settle an entry is worth half of it. */
const headWorth = 2;
/** What a bit of knowledge is worth. */
const bitWorth = 0.75;
/** What a stack counts for while some of it may not land: it may by the time its test has ended, but it must not hold others up. */
const unseenWorth = 0.25;

/** What a group of n of all worlds adds to the uncertainty, in bits. */
function bitsOf(count: number): number {
  return count === 0 ? 0 : (count / worldCount) * Math.log2(worldCount / count);
}

/** What the tests that were, are, and are to be made come to, in each of the imagined worlds. */
export class Prospect {
  /** What the best landing is worth. */
  private readonly landing = new Float64Array(worldCount);
  /** Entries that are settled. */
  private readonly settled = new Int32Array(worldCount);
  /** Worlds that the tests do not tell apart have the same number. */
  private readonly kinds = new Int32Array(worldCount);
  private kindCount = 1;
  private readonly worths: readonly number[];
  private readonly greens = new Int32Array(worldCount);
  private readonly reds = new Int32Array(worldCount);

  constructor(
    private readonly horizon: Horizon,
    private readonly worlds: readonly World[],
    lanes: number,
  ) {
    // First come first: the further back, the less. The more lanes, the further back it is worth looking.
    this.worths = horizon.entries.map((_, place) => headWorth * Math.exp(-place / (6 + lanes)));
  }

  /** What it is worth when a stack lands. */
  private landingWorth(set: EntrySet): number {
    const { mayLand, overdue } = this.horizon;
    if (!isWithin(overdue, set)) return 0;
    const worth = this.worths.reduce((sum, own, place) => ((set & single(place)) === 0 ? sum : sum + own), 0);
    return isWithin(set, mayLand) ? worth : worth * unseenWorth;
  }

  /** How much more is to be expected with one more test: landings and settlements sooner, and what its outcome tells. */
  gainOf(set: EntrySet): number {
    const { worlds, landing, settled, kinds, kindCount, greens, reds } = this;
    const worth = this.landingWorth(set);
    const settles = isSingle(set);
    greens.fill(0, 0, kindCount);
    reds.fill(0, 0, kindCount);
    let gain = 0;
    worlds.forEach((world, index) => {
      const kind = kinds[index] ?? 0;
      if (isGreenIn(world, set)) {
        gain += Math.max(0, worth - (landing[index] ?? 0));
        greens[kind] = (greens[kind] ?? 0) + 1;
      } else {
        if (settles && ((settled[index] ?? 0) & set) === 0) gain += headWorth / 2;
        reds[kind] = (reds[kind] ?? 0) + 1;
      }
    });
    let bits = 0;
    for (let kind = 0; kind < kindCount; kind += 1) {
      const green = greens[kind] ?? 0;
      const red = reds[kind] ?? 0;
      bits += bitsOf(green) + bitsOf(red) - bitsOf(green + red);
    }
    return gain / worldCount + bitWorth * bits;
  }

  /** Counts a test in. One on an earlier master cannot land what it finds green. */
  add(set: EntrySet, canLand: boolean): void {
    const worth = canLand ? this.landingWorth(set) : 0;
    const settles = isSingle(set);
    const names = new Map<number, number>();
    this.worlds.forEach((world, index) => {
      const isGreen = isGreenIn(world, set);
      if (isGreen) this.landing[index] = Math.max(this.landing[index] ?? 0, worth);
      else if (settles) this.settled[index] = (this.settled[index] ?? 0) | set;
      const kind = 2 * (this.kinds[index] ?? 0) + (isGreen ? 0 : 1);
      const name = names.get(kind) ?? names.size;
      names.set(kind, name);
      this.kinds[index] = name;
    });
    this.kindCount = names.size;
  }
}
