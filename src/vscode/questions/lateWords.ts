import { isOpen, questionsOf } from '../../engine/status/questionStatus.js';
import type { Snapshot } from '../../plan/snapshot.js';
import { placeWords } from './questionThread.js';

/** Who was quicker, and what they said; undefined while the question can still be answered. */
export function lateWords(snapshot: Snapshot, question: string): string | undefined {
  const status = questionsOf(snapshot).find(({ id }) => id === question);
  if (status === undefined) return `There is no question ${question} any more`;
  if (isOpen(status)) return undefined;
  return status.answer === undefined ? placeWords(status) : `${placeWords(status)}: ${status.answer}`;
}

/** The ticket that a note about the question can be left on: whoever asked still works on it, or will. */
export function noteTicket(snapshot: Snapshot, question: string): string | undefined {
  const ticket = snapshot.tickets.get(snapshot.questions.get(question)?.fields.asker.ticket ?? '');
  return ticket === undefined || ticket.state === 'done' || ticket.state === 'cancelled' ? undefined : ticket.fields.id;
}
