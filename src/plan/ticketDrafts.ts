import type { Draft, TicketChange, TicketDraft } from './draft.js';
import { appendSection, setFields } from './frontMatter.js';
import { shortName, ticketPath } from './paths.js';
import type { TicketFields } from './schemas.js';
import type { Snapshot, Ticket } from './snapshot.js';
import { isStale } from './staleness.js';
import type { Change } from './transition.js';
import { document, moved } from './transition.js';
import { nextTicketId } from './transitions.js';

/** Where new tickets come from. */
export interface CutOrigin {
  readonly area: string;
  /** The area's content by its blob; undefined where there is no such document. */
  readonly of: string | undefined;
  readonly at: string;
}

function newTicketFields(ticket: TicketDraft, id: string, version: number, idOf: (key: string) => string, { area, of, at }: CutOrigin): object {
  return {
    id,
    title: ticket.title,
    kind: ticket.kind,
    priority: ticket.priority,
    area: area === '' ? undefined : area,
    'depends-on': ticket.dependsOn.length === 0 ? undefined : ticket.dependsOn.map(idOf),
    'plan-version': version,
    cut: of === undefined ? undefined : { area, of },
    criteria: ticket.criteria.length === 0 ? undefined : ticket.criteria,
    files: ticket.files === undefined || ticket.files.length === 0 ? undefined : ticket.files,
    prediction: ticket.prediction,
    budget: ticket.budgetMinutes === undefined ? undefined : { minutes: ticket.budgetMinutes },
    created: at,
  };
}

function changedTicket(ticket: Ticket, change: TicketChange, idOf: (key: string) => string): Change[] {
  const { title, priority, dependsOn, criteria, files, addition, cancel } = change;
  const fields = {
    ...(title === undefined ? {} : { title }),
    ...(priority === undefined ? {} : { priority }),
    ...(dependsOn === undefined ? {} : { 'depends-on': dependsOn.map(idOf) }),
    ...(criteria === undefined ? {} : { criteria }),
    ...(files === undefined ? {} : { files: files.length === 0 ? undefined : files }),
  };
  const text = setFields(ticket.text, fields);
  const added = addition === undefined ? text : appendSection(text, 'Added by the manager', addition);
  return cancel === undefined ? moved(ticket, ticket.state, added) : moved(ticket, 'cancelled', appendSection(added, 'Cancelled by the manager', cancel));
}

/** All that a draft makes of tickets: new ones with the next ids, and changed ones. */
export function draftedTickets(snapshot: Snapshot, draft: Draft, origin: CutOrigin): readonly Change[] {
  const first = Number(nextTicketId(snapshot));
  const ids = new Map(draft.tickets.map(({ key }, at) => [key, String(first + at).padStart(4, '0')]));
  const idOf = (key: string): string => ids.get(key) ?? key;
  const added = draft.tickets.map((ticket): Change => {
    const id = idOf(ticket.key);
    return [ticketPath('open', id, shortName(ticket.title)), document(newTicketFields(ticket, id, snapshot.version, idOf, origin), ticket.body)];
  });
  const changed = draft.changes.flatMap((change) => {
    const ticket = snapshot.tickets.get(change.ticket);
    return ticket === undefined ? [] : changedTicket(ticket, change, idOf);
  });
  return [...added, ...changed];
}

/** What became of a ticket that was stale when its area was cut again. */
export interface Recut {
  readonly ticket: string;
  readonly became: 'updated' | 'cancelled' | 'kept' | 'kept, since somebody worked on it';
}

/**
 * The rule for tickets whose area changed: the manager says what is updated and what is cancelled, all else is kept as it is. One that nobody
 * has worked on counts as cut for the new content from then on; the others stay stale, and whoever works on them is told.
 */
export function recut(snapshot: Snapshot, draft: Draft, { area, of }: CutOrigin, changes: readonly Change[]): { readonly changes: readonly Change[]; readonly recuts: readonly Recut[] } {
  const stale = [...snapshot.tickets.values()].filter((ticket) => ticket.fields.area === area && isStale(snapshot, ticket));
  const texts = new Map(changes);
  const recuts = stale.map((ticket): Recut => {
    const change = draft.changes.find((one) => one.ticket === ticket.fields.id);
    const isUntouched = ticket.state === 'open' && ticket.fields.attempts === 0;
    if (isUntouched && change?.cancel === undefined && of !== undefined) {
      const fields = { cut: { area, of }, 'plan-version': snapshot.version } satisfies Partial<TicketFields>;
      texts.set(ticket.path, setFields(texts.get(ticket.path) ?? ticket.text, fields));
    }
    if (change !== undefined) return { ticket: ticket.fields.id, became: change.cancel === undefined ? 'updated' : 'cancelled' };
    return { ticket: ticket.fields.id, became: isUntouched ? 'kept' : 'kept, since somebody worked on it' };
  });
  return { changes: [...texts], recuts };
}
