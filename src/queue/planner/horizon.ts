import type { EntrySet } from './entrySet.js';
import { isWithin, mostEntries, single } from './entrySet.js';
import type { Entry, Finding, QueueLook, Stack } from './queuePlan.js';
import { stackKey } from './queuePlan.js';

/** A test whose outcome is known. */
export interface Observation {
  readonly set: EntrySet;
  readonly finding: Finding;
}

/** What was found on an earlier master: of the stack only what still waits. */
export interface EarlierObservation extends Observation {
  readonly changedSince: ReadonlySet<string>;
}

/** The head of the queue, as far as the planner thinks, and all that is known of it, as sets. Those behind wait until some of these have left. */
export interface Horizon {
  readonly entries: readonly Entry[];
  /** What was found on this master. */
  readonly known: readonly Observation[];
  /** What is being tested on this master, and whose outcome is not known yet by other tests. */
  readonly testing: readonly EntrySet[];
  readonly earlier: readonly EarlierObservation[];
  readonly testingEarlier: readonly EntrySet[];
  /** Those that may land. */
  readonly mayLand: EntrySet;
  /** What is not tested now: each with all that holds it. */
  readonly restingTests: readonly EntrySet[];
  /** What does not land now. */
  readonly restingLandings: readonly EntrySet[];
  /** The first entry that was passed too often, but for those that rest: whatever lands has it in it. Empty when there is none. */
  readonly overdue: EntrySet;
  /** For each place the other places whose entries share a path with it. */
  readonly overlaps: readonly EntrySet[];
}

/** So many later entries may land before one, and no more begin to. */
const mostPassed = 48;

/** A set as a stack: in the order of the queue, first come lowest. */
export function stackOf({ entries }: Pick<Horizon, 'entries'>, set: EntrySet): Stack {
  return entries.filter((_, place) => (set & single(place)) !== 0).map(({ ticket }) => ticket);
}

function placesByTicket(entries: readonly Entry[]): ReadonlyMap<string, number> {
  return new Map(entries.map(({ ticket }, place) => [ticket, place]));
}

function setOfPlaces(places: ReadonlyMap<string, number>, stack: Stack): EntrySet | undefined {
  let set = 0;
  for (const ticket of stack) {
    const place = places.get(ticket);
    if (place === undefined) return undefined;
    set |= single(place);
  }
  return set === 0 ? undefined : set;
}

/** A stack as a set; none where an entry of it is not in the horizon. */
export function setOfStack({ entries }: Pick<Horizon, 'entries'>, stack: Stack): EntrySet | undefined {
  return setOfPlaces(placesByTicket(entries), stack);
}

/** Whether two sets of paths have one in common. */
export function shareAPath(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  for (const path of few) if (many.has(path)) return true;
  return false;
}

/** Whether what is known already says how a test of this stack ends, so that nobody needs it: it lies on what is red, or in what can land as a whole. */
export function isDecided({ known, mayLand }: Pick<Horizon, 'known' | 'mayLand'>, set: EntrySet): boolean {
  return known.some(({ set: other, finding }) => (finding === 'green' ? isWithin(set, other) && (set === other || isWithin(other, mayLand)) : isWithin(other, set)));
}

function setWhere(entries: readonly Entry[], holds: (entry: Entry, place: number) => boolean): EntrySet {
  return entries.reduce((set, entry, place) => (holds(entry, place) ? set | single(place) : set), 0);
}

/** The look as sets. `waiting` are the entries that are not settled; what names others is left out. */
export function horizonOf(look: QueueLook, waiting: readonly Entry[]): Horizon {
  const entries = waiting.slice(0, mostEntries);
  const places = placesByTicket(entries);
  const inQueue = new Set(look.entries.map(({ ticket }) => ticket));
  const setOf = (stack: Stack): EntrySet | undefined => setOfPlaces(places, stack);
  const known: Observation[] = [];
  for (const [key, finding] of look.known) {
    const set = setOf(key.split('+'));
    // What is proved is proved in its order. After the queue was put into another it is asked for anew, which costs no gate where the tree is the same.
    const isUsable = set !== undefined && (finding !== 'green' || key === stackKey(stackOf({ entries }, set)));
    if (isUsable) known.push({ set, finding });
  }
  const earlier: EarlierObservation[] = [];
  const testingEarlier: EntrySet[] = [];
  for (const { stack, finding, changedSince } of look.earlier ?? []) {
    const set = setOf(stack.filter((ticket) => inQueue.has(ticket)));
    if (set === undefined) continue;
    if (finding === undefined) testingEarlier.push(set);
    else earlier.push({ set, finding, changedSince });
  }
  const mayLand = setWhere(entries, (entry) => entry.mayLand);
  const setsOf = (stacks: readonly Stack[] = []): readonly EntrySet[] => stacks.map(setOf).filter((set) => set !== undefined);
  const [restingTests, restingLandings] = [setsOf(look.restingTests), setsOf(look.restingLandings)];
  const resting = [...restingTests, ...restingLandings].reduce((all, set) => all | set, 0);
  const overduePlace = entries.findIndex(({ passed, mayLand: may }, place) => may && (resting & single(place)) === 0 && (passed ?? 0) >= mostPassed);
  return {
    entries,
    known,
    restingTests,
    restingLandings,
    testing: setsOf(look.testing).filter((set) => !isDecided({ known, mayLand }, set)),
    earlier,
    testingEarlier,
    mayLand,
    overdue: overduePlace < 0 ? 0 : single(overduePlace),
    overlaps: entries.map((entry, place) => setWhere(entries, (other, at) => at !== place && shareAPath(entry.paths, other.paths))),
  };
}
