import { activePath, parseTicketPath, pendingPath } from '../paths.js';
import type { Intent, Landed, Pending } from '../schemas.js';
import { intentSchema, pendingSchema } from '../schemas.js';
import type { PlanRecord } from './planRecord.js';

/** One landing as the plan tells it: a ticket that the engine moved to `done`; several may have landed in one step, one on top of the other. */
export interface Landing {
  /** The `land` commit, and where it stands in the history. */
  readonly commit: string;
  readonly index: number;
  /** Where the written intent stands that it carries out; without one, as `index`. All that makes it right must stand before. */
  readonly decided: number;
  readonly path: string;
  readonly ticket: string;
  readonly landed: Landed | undefined;
}

/** The intent that is written down after the commit at `index`. */
export function intentAt(record: PlanRecord, index: number): Intent | undefined {
  const intent = record.documentAt(intentSchema, activePath, index);
  return intent !== undefined && 'fields' in intent ? intent.fields : undefined;
}

/** The submission that a landing was decided for; undefined where it cannot be read. */
export function submissionOf(record: PlanRecord, { ticket, decided }: Landing): Pending | undefined {
  const pending = record.documentAt(pendingSchema, pendingPath(ticket), decided - 1);
  return pending !== undefined && 'fields' in pending ? pending.fields : undefined;
}

/** What a landing gave master: its own commit, or that of the topmost in its step. */
export function tipOf(landed: Landed): { readonly commit: string; readonly tree: string } {
  return landed.tip ?? landed;
}

/** The lowest first, as far as each stands on another. */
function inOrder(landings: readonly Landing[]): readonly Landing[] {
  const onBase = new Map(landings.map((landing) => [landing.landed?.base, landing]));
  const commits = new Set(landings.map(({ landed }) => landed?.commit));
  const ordered: Landing[] = [];
  for (let next = landings.find(({ landed }) => !commits.has(landed?.base)); next !== undefined && !ordered.includes(next); next = onBase.get(next.landed?.commit)) ordered.push(next);
  return [...ordered, ...landings.filter((landing) => !ordered.includes(landing))];
}

/** All landings, oldest first. */
export function landingsOf(record: PlanRecord): readonly Landing[] {
  return record.turns.flatMap(({ index, step }) => {
    if (step.message.transition !== 'land') return [];
    const together = step.changes.flatMap(({ path, after }) => {
      const place = parseTicketPath(path);
      if (place?.state !== 'done' || after === undefined) return [];
      const landed = record.ticketAt(place.id, index)?.fields.landed;
      const isIntended = landed !== undefined && intentAt(record, index - 1)?.candidate === tipOf(landed).commit;
      const decided = isIntended ? (record.lastWrite(activePath, index - 1) ?? index) : index;
      return [{ commit: step.commit, index, decided, path, ticket: place.id, landed }];
    });
    return inOrder(together);
  });
}
