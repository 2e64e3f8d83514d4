import type { Entry, Finding, QueueLook, Stack } from './queuePlan.js';

/** A set of entries of the horizon: bit n is the entry at place n. */
export type EntrySet = number;

/** How many entries the planner thinks about at once, so that a set of them is one number. Those behind wait until these have left. */
export const horizonLength = 30;

/** A test whose outcome is known. */
export interface Observation {
  readonly set: EntrySet;
  readonly finding: Finding;
}

/** The head of the queue, and all that is known of it, as sets. */
export interface Horizon {
  readonly entries: readonly Entry[];
  /** What was found on this master. */
  readonly known: readonly Observation[];
  /** What is being tested on this master. */
  readonly testing: readonly EntrySet[];
  /** What was found on earlier masters. */
  readonly earlier: readonly (Observation & { readonly changedSince: ReadonlySet<string> })[];
  /** What is still being tested on earlier masters. */
  readonly testingEarlier: readonly EntrySet[];
  /** Those that may land. */
  readonly mayLand: EntrySet;
  /** For each place the other places whose entries share a path with it. */
  readonly overlaps: readonly EntrySet[];
}

export function sizeOf(set: EntrySet): number {
  let size = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) size += 1;
  return size;
}

export function isWithin(set: EntrySet, other: EntrySet): boolean {
  return (set & ~other) === 0;
}

/** The places in a set, the lowest first. */
export function placesOf(set: EntrySet): readonly number[] {
  const places: number[] = [];
  for (let rest = set; rest !== 0; rest &= rest - 1) places.push(31 - Math.clz32(rest & -rest));
  return places;
}

/** A set as a stack: in the order of the queue, first come lowest. */
export function stackOf({ entries }: Pick<Horizon, 'entries'>, set: EntrySet): Stack {
  return entries.filter((_, place) => (set & (1 << place)) !== 0).map(({ ticket }) => ticket);
}

function shareAPath(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  for (const path of few) if (many.has(path)) return true;
  return false;
}

/** The look as sets; `entries` are those of the queue that are still to be thought about. Stacks that name others are left out. */
export function horizonOf(look: QueueLook, waiting: readonly Entry[]): Horizon {
  const entries = waiting.slice(0, horizonLength);
  const placeOf = new Map(entries.map(({ ticket }, place) => [ticket, place]));
  const isWaiting = new Set(look.entries.map(({ ticket }) => ticket));
  const setOf = (stack: Stack): EntrySet | undefined => {
    let set = 0;
    for (const ticket of stack) {
      const place = placeOf.get(ticket);
      if (place === undefined) return undefined;
      set |= 1 << place;
    }
    return set;
  };
  const sets = (stacks: readonly Stack[]): EntrySet[] => stacks.map(setOf).filter((set) => set !== undefined);
  const known: Observation[] = [];
  for (const [key, finding] of look.known) {
    const set = setOf(key.split('+'));
    if (set !== undefined) known.push({ set, finding });
  }
  const earlier: (Observation & { changedSince: ReadonlySet<string> })[] = [];
  const testingEarlier: EntrySet[] = [];
  for (const { stack, finding, changedSince } of look.earlier ?? []) {
    const set = setOf(stack.filter((ticket) => isWaiting.has(ticket)));
    if (set === undefined || set === 0) continue;
    if (finding === undefined) testingEarlier.push(set);
    else earlier.push({ set, finding, changedSince });
  }
  return {
    entries,
    known,
    testing: sets(look.testing),
    earlier,
    testingEarlier,
    mayLand: entries.reduce((set, { mayLand }, place) => (mayLand ? set | (1 << place) : set), 0),
    overlaps: entries.map((entry, place) => entries.reduce((set, other, at) => (at !== place && shareAPath(entry.paths, other.paths) ? set | (1 << at) : set), 0)),
  };
}

/** Whether an entry changes a path that master has changed since. */
export function touches(entry: Entry, paths: ReadonlySet<string>): boolean {
  return shareAPath(entry.paths, paths);
}
