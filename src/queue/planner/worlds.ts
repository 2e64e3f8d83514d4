import type { EntrySet, Horizon } from './horizon.js';
import { isWithin, placesOf, sizeOf, touches } from './horizon.js';
import { conflictRisk } from './risk.js';

/** One way the queue may truly be: which entries are red by themselves, and which pairs are red together. */
export interface World {
  readonly bad: EntrySet;
  readonly conflicts: readonly EntrySet[];
}

/** How many are imagined: prime, so that every stride below visits all. */
export const worldCount = 127;

/** Something that may be wrong: an entry by itself, or a pair of entries together. */
interface Fault {
  readonly set: EntrySet;
  readonly probability: number;
}

/** However sure the planner is, something may be flaky: no fault is impossible or certain. */
const never = 0.002;

/** A fraction for each world, evenly spread and different for each fault: no chance is used, so that the same look is seen the same way. */
function fractionOf(world: number, fault: number): number {
  const stride = 1 + ((fault * 45 + 28) % (worldCount - 1));
  const shift = (fault * 0.61803398875) % 1;
  return (((world * stride) % worldCount) / worldCount + shift + 0.5 / worldCount) % 1;
}

/** What may be wrong with the entries of the horizon, given what was green: on this master that rules out faults, on an earlier one it makes them rare. */
export function faultsOf(horizon: Horizon, pairRisk = conflictRisk): readonly Fault[] {
  const { entries, known, earlier, overlaps } = horizon;
  const greens = known.filter(({ finding }) => finding === 'green').map(({ set }) => set);
  const earlierGreens = earlier.filter(({ finding }) => finding === 'green');
  const faults: Fault[] = [];
  entries.forEach((entry, place) => {
    const set = 1 << place;
    if (greens.some((green) => isWithin(set, green))) return;
    const seen = earlierGreens.filter(({ set: green }) => isWithin(set, green));
    const residual = seen.some(({ changedSince }) => !touches(entry, changedSince)) ? never : pairRisk;
    const probability = seen.length > 0 ? Math.min(entry.risk, residual) : entry.risk;
    faults.push({ set, probability: Math.min(0.98, Math.max(never, probability)) });
  });
  overlaps.forEach((others, place) => {
    for (const other of placesOf(others & ((1 << place) - 1))) {
      const set = (1 << place) | (1 << other);
      if (greens.some((green) => isWithin(set, green)) || earlierGreens.some(({ set: green }) => isWithin(set, green))) continue;
      faults.push({ set, probability: pairRisk });
    }
  });
  return faults;
}

/** For each stack that was red the faults that can have made it so; the smallest first, since it says most. */
function blamesOf(horizon: Horizon, faults: readonly Fault[]): readonly (readonly number[])[] {
  const reds = [...horizon.known, ...horizon.earlier].filter(({ finding }) => finding !== 'green').map(({ set }) => set);
  const smallest = [...new Set(reds)].sort((a, b) => sizeOf(a) - sizeOf(b));
  return smallest.map((red) => faults.flatMap(({ set }, index) => (isWithin(set, red) ? [index] : []))).filter(({ length }) => length > 0);
}

/**
 * Worlds in which all that was found holds, as likely to be drawn as they are likely to be true: in each, every red stack has a culprit,
 * drawn in turn with the probability that it is the first one, and whatever no red stack speaks of is drawn from its own risk.
 */
export function worldsOf(horizon: Horizon, pairRisk?: number): readonly World[] {
  const faults = faultsOf(horizon, pairRisk);
  const blames = blamesOf(horizon, faults);
  const worlds: World[] = [];
  for (let world = 0; world < worldCount; world += 1) {
    const isFaulty = new Array<boolean | undefined>(faults.length).fill(undefined);
    blames.forEach((blame) => {
      if (blame.some((index) => isFaulty[index] === true)) return;
      const free = blame.filter((index) => isFaulty[index] === undefined);
      const suspects = free.length > 0 ? free : blame;
      let allFine = suspects.reduce((product, index) => product * (1 - (faults[index]?.probability ?? 0)), 1);
      for (const index of suspects) {
        const probability = faults[index]?.probability ?? 0;
        const isCulprit = fractionOf(world, index) < probability / (1 - allFine) || index === suspects.at(-1);
        isFaulty[index] = isCulprit;
        if (isCulprit) break;
        allFine /= 1 - probability;
      }
    });
    let bad = 0;
    const conflicts: EntrySet[] = [];
    faults.forEach(({ set, probability }, index) => {
      if (!(isFaulty[index] ?? fractionOf(world, index) < probability)) return;
      if ((set & (set - 1)) === 0) bad |= set;
      else conflicts.push(set);
    });
    worlds.push({ bad, conflicts });
  }
  return worlds;
}

/** Whether a stack is green in a world. */
export function isGreenIn({ bad, conflicts }: World, set: EntrySet): boolean {
  if ((set & bad) !== 0) return false;
  for (const pair of conflicts) if ((set & pair) === pair) return false;
  return true;
}

/** How likely a stack is green. */
export function greenChance(worlds: readonly World[], set: EntrySet): number {
  return worlds.reduce((sum, world) => sum + (isGreenIn(world, set) ? 1 : 0), 0) / worlds.length;
}
