import { byHand } from '../plan/handTransitions.js';
import type { RunFields } from '../plan/schemas.js';

/** The runs at each ticket, the oldest first; those of the engineer's own hand are none. */
export function runsByTicket(records: readonly RunFields[]): ReadonlyMap<string, readonly RunFields[]> {
  const found = new Map<string, RunFields[]>();
  for (const run of records) {
    if (run.ticket === undefined || run.role !== 'coding' || run.model === byHand) continue;
    const known = found.get(run.ticket);
    if (known === undefined) found.set(run.ticket, [run]);
    else known.push(run);
  }
  for (const runs of found.values()) runs.sort((one, other) => one.attempt - other.attempt);
  return found;
}

/** The tickets that the engineer had a hand in: what became of them shows nothing of the models that were at them. */
export function ticketsByHand(records: readonly RunFields[]): ReadonlySet<string> {
  return new Set(records.flatMap(({ ticket, model }) => (ticket !== undefined && model === byHand ? [ticket] : [])));
}
