import type { Snapshot, Ticket } from './snapshot.js';

/** Which content of its area a ticket was cut for, by blob; undefined where none is known. */
function cutFor({ cuts }: Snapshot, { fields: { area, cut } }: Ticket): string | undefined {
  return cut === undefined ? cuts.get(area)?.of : cut.area === area ? cut.of : undefined;
}

/** Whether a ticket that is still to be built was cut from a content that its area has no more. What else the spec changed makes none stale. */
export function isStale(snapshot: Snapshot, ticket: Ticket): boolean {
  const { area } = ticket.fields;
  if (area === undefined || ticket.state === 'done' || ticket.state === 'cancelled') return false;
  const content = snapshot.areas.get(area)?.blob;
  const cut = cutFor(snapshot, ticket);
  return content !== undefined && cut !== undefined && cut !== content;
}

/** Whether the spec wants an area no more. */
export function isDropped({ areas }: Snapshot, area: string | undefined): boolean {
  return areas.get(area ?? '')?.fields.dropped !== undefined;
}

/** Whether its manager has yet to say what becomes of an open ticket, now that its area is another one: it is not started until then. */
export function awaitsManager(snapshot: Snapshot, ticket: Ticket): boolean {
  const { area } = ticket.fields;
  const cut = area === undefined ? undefined : snapshot.cuts.get(area)?.of;
  return cut !== undefined && cut !== snapshot.areas.get(area ?? '')?.blob && !isDropped(snapshot, area) && isStale(snapshot, ticket);
}

/** Whether it is yet to be said what of a ticket's area the newest spec wants: until its areas are cut, none of their tickets is started. */
export function awaitsAreas({ spec, areas, cuts }: Pick<Snapshot, 'spec' | 'areas' | 'cuts'>, { fields: { area } }: Ticket): boolean {
  return area !== undefined && spec !== undefined && areas.size > 0 && cuts.get(undefined)?.of !== spec;
}

/** Why a ticket is called stale, for the engineer; undefined for one that is not. */
export function staleReason(snapshot: Snapshot, ticket: Ticket): string | undefined {
  if (!isStale(snapshot, ticket)) return undefined;
  const kept = 'it is kept, and whoever works on it is told';
  if (isDropped(snapshot, ticket.fields.area)) return `Stale: the spec wants the area ${ticket.fields.area ?? ''} no more; ${kept}`;
  const follows = awaitsManager(snapshot, ticket) ? 'its manager has yet to look at it' : kept;
  return `Stale: the area ${ticket.fields.area ?? ''} changed after it was cut under version ${String(ticket.fields['plan-version'])}; ${follows}`;
}

/** What whoever works on a stale ticket is told. */
export function staleWords(snapshot: Snapshot, area: string): string {
  const { version } = snapshot;
  const dropped = snapshot.areas.get(area)?.fields.dropped;
  if (dropped !== undefined) return `The spec wants your area ${area} no more (the plan is at version ${String(version)}): ${dropped.why} Your ticket is kept: finish it in the smallest way that leaves master whole, and build nothing beyond it.`;
  return `The document of your area ${area} is another one than the one that your ticket was cut from (the plan is at version ${String(version)}). Read "area" and "ticket" again with read_plan. Your ticket is kept: finish it, but build nothing that the area no longer wants; what is new there is for other tickets.`;
}
