import type { EntrySet } from './entrySet.js';
import { isSingle, isWithin, placesOf, single, sizeOf } from './entrySet.js';
import type { Horizon } from './horizon.js';
import { shareAPath } from './horizon.js';

/** Something that may be wrong: an entry by itself, or two entries together. */
export interface Fault {
  readonly set: EntrySet;
  readonly probability: number;
}

/** However sure the planner is: no fault is impossible, and none certain. */
const least = 0.002;
const most = 0.98;

/**
 * What may be wrong with the entries of the horizon. What was green on this master has no fault; what was green on an earlier one has none but
 * with what has landed since, where it shares a path with that.
 */
export function faultsOf({ entries, known, earlier, overlaps }: Horizon, pairRisk: number): readonly Fault[] {
  const greens = known.filter(({ finding }) => finding === 'green');
  const earlierGreens = earlier.filter(({ finding }) => finding === 'green');
  const alone = entries.flatMap((entry, place): Fault[] => {
    const set = single(place);
    if (greens.some((green) => isWithin(set, green.set))) return [];
    const seen = earlierGreens.filter((green) => isWithin(set, green.set));
    const sinceThen = seen.some(({ changedSince }) => !shareAPath(entry.paths, changedSince)) ? least : pairRisk;
    const probability = seen.length > 0 ? Math.min(entry.risk, sinceThen) : entry.risk;
    return [{ set, probability: Math.min(most, Math.max(least, probability)) }];
  });
  const together = overlaps.flatMap((others, place) =>
    placesOf(others & (single(place) - 1))
      .map((other) => single(place) | single(other))
      .filter((set) => ![...greens, ...earlierGreens].some((green) => isWithin(set, green.set)))
      .map((set): Fault => ({ set, probability: pairRisk })),
  );
  return [...alone, ...together];
}

/** For each stack that was not green the faults, by their index, that can have made it so; the smallest stack first, since it says most. */
export function suspectsOf({ known, earlier }: Horizon, faults: readonly Fault[]): readonly (readonly number[])[] {
  const failed = [...known, ...earlier].filter(({ finding }) => finding !== 'green').sort((a, b) => sizeOf(a.set) - sizeOf(b.set));
  return failed
    .map(({ set, finding }) => {
      const within = faults.flatMap((fault, index) => (isWithin(fault.set, set) ? [index] : []));
      const pairs = within.filter((index) => !isSingle(faults[index]?.set ?? 0));
      // What does not merge does so because of two, not because one of them is red.
      return finding === 'conflict' && pairs.length > 0 ? pairs : within;
    })
    .filter(({ length }) => length > 0);
}
