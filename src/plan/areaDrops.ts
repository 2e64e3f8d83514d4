import type { Draft } from './draft.js';
import { appendSection, setFields } from './frontMatter.js';
import { cutPath } from './paths.js';
import type { Snapshot, Ticket } from './snapshot.js';
import type { Change } from './transition.js';
import { moved } from './transition.js';

/** An area that the spec wants no more, and why. */
export type AreaDrop = NonNullable<Draft['drops']>[number];

/** What became of a ticket of an area that was dropped. */
interface Dropped {
  readonly ticket: Ticket;
  readonly became: string;
  readonly isCancelled: boolean;
}

function isLiving({ state }: Ticket): boolean {
  return state !== 'done' && state !== 'cancelled';
}

function isAtWork({ state, fields }: Ticket): boolean {
  return state === 'in-progress' || fields.run !== undefined;
}

/**
 * The rule for tickets of dropped areas: what nobody works on is cancelled, unless the engineer holds it or something waits for it that stays; what
 * somebody works on is kept, as with any ticket that its area has outgrown, and whoever works on it is told.
 */
function droppedTickets({ tickets }: Snapshot, areas: ReadonlySet<string>): readonly Dropped[] {
  const living = [...tickets.values()].filter(isLiving);
  const own = living.filter(({ fields }) => areas.has(fields.area ?? ''));
  const cancelled = new Set(own.filter((ticket) => !isAtWork(ticket) && ticket.fields.hold === undefined));
  const waiting = new Map<Ticket, string>();
  for (let isSettled = false; !isSettled; ) {
    isSettled = true;
    for (const ticket of cancelled) {
      const dependant = living.find((other) => !cancelled.has(other) && other.fields['depends-on'].includes(ticket.fields.id));
      if (dependant === undefined) continue;
      cancelled.delete(ticket);
      waiting.set(ticket, dependant.fields.id);
      isSettled = false;
    }
  }
  return own.map((ticket): Dropped => {
    if (cancelled.has(ticket)) return { ticket, became: 'cancelled', isCancelled: true };
    const dependant = waiting.get(ticket);
    const why = isAtWork(ticket) ? 'somebody works on it' : dependant === undefined ? 'the engineer holds it' : `${dependant} waits for it`;
    return { ticket, became: `kept, since ${why}`, isCancelled: false };
  });
}

/**
 * The documents of dropped areas, which stay and say so, and their tickets. For which content they were cut is forgotten: should the spec want an area
 * again, its manager cuts it anew, whatever it says.
 */
export function dropChanges(snapshot: Snapshot, drops: readonly AreaDrop[], run: string, at: string): readonly Change[] {
  const known = drops.flatMap((drop) => {
    const area = snapshot.areas.get(drop.area);
    return area === undefined || area.fields.dropped !== undefined ? [] : [{ ...drop, document: area }];
  });
  const own = droppedTickets(snapshot, new Set(known.map(({ area }) => area)));
  const tickets = own.flatMap(({ ticket, isCancelled }): readonly Change[] => {
    const why = known.find(({ area }) => area === ticket.fields.area)?.why ?? '';
    return isCancelled ? moved(ticket, 'cancelled', appendSection(ticket.text, 'Cancelled with its area', why)) : [];
  });
  const areas = known.flatMap(({ area, why, document }): readonly Change[] => {
    const became = own.filter(({ ticket }) => ticket.fields.area === area).map(({ ticket, became: what }) => `- ${ticket.fields.id}: ${what}`);
    const text = setFields(document.text, { dropped: { run, at, why } });
    const told = became.length === 0 ? why : `${why}\n\nIts tickets that were not done:\n\n${became.join('\n')}`;
    return [[document.path, appendSection(text, 'Dropped', told)], ...(snapshot.cuts.has(area) ? [[cutPath(area), undefined] satisfies Change] : [])];
  });
  return [...areas, ...tickets];
}
