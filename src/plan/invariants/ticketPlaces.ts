import { parseTicketPath } from '../paths.js';
import type { PlanRecord } from './planRecord.js';
import type { Violation } from './violation.js';

const remedy = 'Look at the commit with git show; move the ticket by hand to where it belongs, in a commit on sanctum/plan, and report this.';

/**
 * Invariant 1: each ticket is in exactly one state folder, and ids are never used again. Looked at after each commit of the engine's, which
 * answers for those of others below it.
 */
export function ticketPlaces(record: PlanRecord): readonly Violation[] {
  const violations: Violation[] = [];
  const gone = new Set<string>();
  for (const { before, index, step, paths } of record.turns) {
    const ids = new Set<string>();
    for (const path of paths) {
      const id = parseTicketPath(path)?.id;
      if (id !== undefined) ids.add(id);
      else if (path.startsWith('tickets/') && record.blobAt(path, index) !== undefined && record.blobAt(path, before) === undefined) {
        violations.push({ invariant: 1, commit: step.commit, path, words: `${path} is in no state folder under a ticket's name.`, remedy });
      }
    }
    for (const id of ids) {
      const places = record.ticketPathsAt(id, index);
      const earlier = record.ticketPathsAt(id, before);
      if (places.length > 1 && places.length > earlier.length) {
        violations.push({ invariant: 1, commit: step.commit, path: places[0] ?? '', words: `Ticket ${id} is in ${String(places.length)} places: ${places.join(', ')}.`, remedy });
      }
      if (places.length > 0 && gone.has(id)) {
        violations.push({ invariant: 1, commit: step.commit, path: places[0] ?? '', words: `The id ${id} is used again, after its ticket was removed.`, remedy: 'Give the new ticket an id above the highest there is.' });
      }
      if (places.length > 0) gone.delete(id);
      else if (earlier.length > 0) gone.add(id);
    }
  }
  return violations;
}
