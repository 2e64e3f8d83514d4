import { byHand } from '../../plan/handTransitions.js';
import type { Snapshot, Ticket } from '../../plan/snapshot.js';
import { sharedFiles } from '../../queue/statedFiles.js';

/** A ticket that goes first by its manager's answer, and what it changes. */
export interface GoingFirst {
  readonly ticket: string;
  /** The paths that it changed when it was looked at last. */
  readonly paths: ReadonlySet<string>;
}

interface Ground {
  readonly snapshot: Snapshot;
  readonly first?: readonly GoingFirst[] | undefined;
}

/** Whether a ticket cannot be done before another one is, however many lie in between. */
function needs({ tickets }: Snapshot, id: string, other: string): boolean {
  const seen = new Set<string>();
  const left = [id];
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    if (at === other) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    left.push(...(tickets.get(at)?.fields['depends-on'] ?? []));
  }
  return false;
}

/**
 * Of those that go first the one that a ticket waits for. It waits for none that could not land without it; what mends master, the engineer's own work and
 * what the engineer put in front wait for nobody.
 */
function waitsFor({ snapshot, first = [] }: Ground, id: string, shares: (paths: ReadonlySet<string>) => boolean): string | undefined {
  const isOut = snapshot.tickets.get(id)?.fields.mends !== undefined || snapshot.pending.get(id)?.model === byHand || snapshot.control.ahead?.tickets.includes(id) === true;
  if (isOut) return undefined;
  const place = first.findIndex(({ ticket }) => ticket === id);
  const before = place === -1 ? first : first.slice(0, place);
  return before.find(({ ticket, paths }) => shares(paths) && !needs(snapshot, ticket, id))?.ticket;
}

/** The ticket that is to land before an open one is begun, since that states files of it; a session that only waited for an answer goes on. */
export function begunAfter(ground: Ground, { fields: { id, files = [], parked } }: Ticket): string | undefined {
  if (parked !== undefined || files.length === 0) return undefined;
  return waitsFor(ground, id, (paths) => sharedFiles(files, paths).length > 0);
}

/** The ticket that is to land before a submission that changes `paths`. */
export function landsAfter(ground: Ground, id: string, paths: ReadonlySet<string>): string | undefined {
  return waitsFor(ground, id, (others) => [...paths].some((path) => others.has(path)));
}
