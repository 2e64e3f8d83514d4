/** The model of changes that section "The queue" of docs/performance.md states: what arrives when, and what is wrong with it. Plain data. */
export interface Change {
  readonly ticket: string;
  /** When it arrives, in test times. */
  readonly at: number;
  /** The probability that it is red alone, as a model that knows its kind would say. */
  readonly risk: number;
  /** What a model that learns knows it by: `safe` or `risky`, or a kind of ticket. */
  readonly kind: string;
  /** Whether it is red alone. */
  readonly bad: boolean;
  readonly paths: readonly string[];
  /** Earlier changes with which it is red, though each is green alone. */
  readonly conflicts: readonly string[];
  /** Earlier changes with which it does not even merge; none in the model of the benchmark. */
  readonly unmergeable?: readonly string[];
  /** How long after it arrives it may land, in test times; at once where it is not said. */
  readonly reviewed?: number;
  /** How long the oracle's one test of it takes. */
  readonly testTime: number;
}

export interface ArrivalModel {
  readonly changes: number;
  /** Mean probability that a change is red alone; half of them have half of it, half one and a half times. */
  readonly p: number;
  /** Arrivals in one test time; `saturated`: all are there from the beginning. */
  readonly rate: number | 'saturated';
  readonly seed: number;
}

/** How far back a change may overlap, how likely it does, and how likely an overlap is a conflict. */
export const overlapWithin = 12;
export const overlapChance = 0.15;
export const conflictChance = 0.1;
const variation = 0.3;

/** A small generator (mulberry32), so that a seed means the same list everywhere. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A test's time: log-normal with mean 1 and a standard deviation of 0.3. */
export function testTimeOf(random: () => number): number {
  const sigma = Math.sqrt(Math.log(1 + variation * variation));
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.exp(sigma * normal - (sigma * sigma) / 2);
}

/** A list of arrivals; the same model gives the same list. */
export function arrivalsOf({ changes, p, rate, seed }: ArrivalModel): readonly Change[] {
  const random = randomOf(seed * 7919 + 17);
  const list: Change[] = [];
  let at = 0;
  for (let index = 0; index < changes; index += 1) {
    at += rate === 'saturated' ? 0 : -Math.log(1 - random()) / rate;
    const kind = random() < 0.5 ? 'safe' : 'risky';
    const risk = kind === 'safe' ? p / 2 : p * 1.5;
    const bad = random() < risk;
    const paths = [`own-${index}`];
    const conflicts: string[] = [];
    for (let back = 1; back <= Math.min(overlapWithin, index); back += 1) {
      if (random() >= overlapChance) continue;
      const shared = `shared-${index - back}-${index}`;
      paths.push(shared);
      (list[index - back]?.paths as string[] | undefined)?.push(shared);
      if (random() < conflictChance) conflicts.push(`T${index - back}`);
    }
    list.push({ ticket: `T${index}`, at, risk, kind, bad, paths, conflicts, testTime: testTimeOf(random) });
  }
  return list;
}
