import { wordingNow } from './answers.js';
import type { QuestionFields } from './planningSchemas.js';
import type { Document, Snapshot } from './snapshot.js';

/** What a run is at: a ticket or a piece of work, and whether it goes on with an earlier session. */
function placeOf({ tickets, work }: Snapshot, run: string): Pick<QuestionFields['asker'], 'ticket' | 'work'> & { readonly resumes: boolean } {
  const ticket = [...tickets.values()].find(({ fields }) => fields.run === run)?.fields;
  if (ticket !== undefined) return { ticket: ticket.id, resumes: ticket.resumes !== undefined };
  const piece = [...work.values()].find(({ fields }) => fields.run === run)?.fields;
  return piece === undefined ? { resumes: false } : { work: piece.name, resumes: piece.resumes !== undefined };
}

/**
 * The questions whose answers were corrected after their asker, or a run of the same session, had been told them, and of whose correction nobody
 * was told yet: this run is the one to hear it. `session`: the run and those whose answers it was given first. A session that
 * began anew has the answer as it is now in its task.
 */
export function correctedFor(snapshot: Snapshot, run: string, session: ReadonlySet<string>): readonly Document<QuestionFields>[] {
  const corrected = [...snapshot.questions.values()].filter(({ fields: { state, replaced } }) => state === 'answered' && replaced.length > 0);
  if (corrected.length === 0) return [];
  const { ticket, work, resumes } = placeOf(snapshot, run);
  return corrected.filter(({ fields }) => {
    const { asker, deliveries } = fields;
    const isSamePlace = ticket === undefined ? work !== undefined && asker.work === work : asker.ticket === ticket;
    const knows = resumes || session.has(asker.run) || deliveries.some((delivery) => delivery.run === run);
    return isSamePlace && knows && deliveries.length > 0 && deliveries.every(({ wording }) => wording !== wordingNow(fields));
  });
}
