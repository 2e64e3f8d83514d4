/** A set of entries at the head of the queue, as one number: bit n is the entry at place n. */
export type EntrySet = number;

/** How many entries a set can tell apart. */
export const mostEntries = 30;

export function single(place: number): EntrySet {
  return 1 << place;
}

export function isSingle(set: EntrySet): boolean {
  return set !== 0 && (set & (set - 1)) === 0;
}

export function sizeOf(set: EntrySet): number {
  let size = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) size += 1;
  return size;
}

/** Whether all of a set are in the other. */
export function isWithin(set: EntrySet, other: EntrySet): boolean {
  return (set & ~other) === 0;
}

/** The place of the first of a set that is not empty. */
export function firstOf(set: EntrySet): number {
  return 31 - Math.clz32(set & -set);
}

/** The places in a set, first come first. */
export function placesOf(set: EntrySet): readonly number[] {
  const places: number[] = [];
  for (let rest = set; rest !== 0; rest &= rest - 1) places.push(firstOf(rest));
  return places;
}
