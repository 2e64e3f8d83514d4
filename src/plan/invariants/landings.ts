import { activePath, parseTicketPath } from '../paths.js';
import type { Intent, TicketFields } from '../schemas.js';
import { intentSchema } from '../schemas.js';
import type { PlanRecord } from './planRecord.js';

/** One landing as the plan tells it: a ticket that the engine moved to `done`. */
export interface Landing {
  /** The `land` commit, and where it stands in the history. */
  readonly commit: string;
  readonly index: number;
  /** Where the written intent stands that it carries out; without one, as `index`. All that makes it right must stand before. */
  readonly decided: number;
  readonly path: string;
  readonly ticket: string;
  readonly landed: TicketFields['landed'];
}

/** The intent that is written down after the commit at `index`. */
export function intentAt(record: PlanRecord, index: number): Intent | undefined {
  const intent = record.documentAt(intentSchema, activePath, index);
  return intent !== undefined && 'fields' in intent ? intent.fields : undefined;
}

/** All landings, oldest first. */
export function landingsOf(record: PlanRecord): readonly Landing[] {
  return record.turns.flatMap(({ index, step }) => {
    if (step.message.transition !== 'land') return [];
    return step.changes.flatMap(({ path, after }) => {
      const place = parseTicketPath(path);
      if (place?.state !== 'done' || after === undefined) return [];
      const landed = record.ticketAt(place.id, index)?.fields.landed;
      const isIntended = landed !== undefined && intentAt(record, index - 1)?.candidate === landed.commit;
      const decided = isIntended ? (record.lastWrite(activePath, index - 1) ?? index) : index;
      return [{ commit: step.commit, index, decided, path, ticket: place.id, landed }];
    });
  });
}
