import { circleThrough } from '../dependencyCircle.js';
import type { Imported } from './importSchemas.js';
import { importedStates } from './importSchemas.js';
import type { Remark } from './sourceFile.js';
import { leftOut, readOtherwise } from './sourceFile.js';

type State = Imported['state'];

/** Where a ticket of the source lies, by its path. */
export interface SourcePlace {
  readonly path: string;
  readonly state: State;
  /** The number in its file's name, as it is written there; undefined where there is none. */
  readonly number: string | undefined;
  /** The rest of the name, without `.md`. */
  readonly words: string;
}

/** A ticket with the id that it gets. */
export interface NumberedPlace extends SourcePlace {
  readonly id: string;
}

/** What a path of the source's `tickets/` says; undefined for what is no ticket in one of its states. */
export function sourcePlace(path: string): SourcePlace | undefined {
  const [, state, name] = /^tickets\/([^/]+)\/([^/]+)\.md$/.exec(path) ?? [];
  const known = importedStates.find((one) => one === state);
  if (known === undefined || name === undefined) return undefined;
  const [, number, words] = /^(\d{1,8})(?:-(.*))?$/.exec(name) ?? [];
  return { path, state: known, number, words: number === undefined ? name : (words ?? '') };
}

function idOf(number: number): string {
  return String(number).padStart(4, '0');
}

/** The furthest first: a ticket that lies in two folders was on its way when something ended. */
const furthest: readonly State[] = ['done', 'stuck', 'in-progress', 'open'];

/**
 * Gives every ticket its id: the number of its file, or, where that is taken or there is none, one above all of them. Of a ticket that lies in two
 * states, under one name, the further is taken.
 */
export function numbered(places: readonly SourcePlace[]): { readonly places: readonly NumberedPlace[]; readonly remarks: readonly Remark[] } {
  const order = [...places].sort((one, other) => furthest.indexOf(one.state) - furthest.indexOf(other.state) || (one.path < other.path ? -1 : 1));
  const taken = new Map<string, NumberedPlace>();
  const later: SourcePlace[] = [];
  const remarks: Remark[] = [];
  for (const place of order) {
    const id = place.number === undefined ? undefined : idOf(Number(place.number));
    const holder = id === undefined ? undefined : taken.get(id);
    if (id !== undefined && holder === undefined) taken.set(id, { ...place, id });
    else if (holder?.words === place.words) remarks.push(leftOut(place.path, `The same ticket lies in ${holder.path}, which is further.`));
    else later.push(place);
  }
  let next = Math.max(0, ...[...taken.keys()].map(Number)) + 1;
  for (const place of later) {
    const id = idOf(next);
    next += 1;
    taken.set(id, { ...place, id });
    const why = place.number === undefined ? 'Its name has no number' : `The number ${place.number} is taken by ${taken.get(idOf(Number(place.number)))?.path ?? ''}`;
    remarks.push(readOtherwise(place.path, `${why}; it is ticket ${id} now.`));
  }
  return { places: [...taken.values()].sort((one, other) => Number(one.id) - Number(other.id)), remarks };
}

/** A ticket and the numbers that it says it depends on. */
export interface Waiting {
  readonly id: string;
  readonly path: string;
  readonly dependsOn: readonly string[];
}

/** What each ticket waits for, by id: without itself, what is no ticket, and what would close a circle. */
export function dependencies(tickets: readonly Waiting[]): { readonly of: ReadonlyMap<string, readonly string[]>; readonly remarks: readonly Remark[] } {
  const of = new Map<string, readonly string[]>(tickets.map(({ id }) => [id, []]));
  const remarks: Remark[] = [];
  for (const { id, path, dependsOn } of tickets) {
    for (const number of dependsOn) {
      const other = idOf(Number(number));
      const before = of.get(id) ?? [];
      if (before.includes(other)) continue;
      const refuse = (why: string): void => {
        remarks.push(readOtherwise(path, `It does not depend on ${number} any more: ${why}.`));
      };
      if (other === id) refuse('that is the ticket itself');
      else if (!of.has(other)) refuse('there is no such ticket');
      else {
        of.set(id, [...before, other]);
        const circle = circleThrough(id, (one) => of.get(one) ?? []);
        if (circle === undefined) continue;
        of.set(id, before);
        refuse(`they would wait for each other for ever, ${circle.join(' -> ')}`);
      }
    }
  }
  return { of, remarks };
}
