import type { QuestionFields } from './planningSchemas.js';
import type { Document, Snapshot } from './snapshot.js';

/** The number of the question, among those of its run, in which order what does not merge is to land. It is beyond what any run asks by itself. */
export const orderQuestion = 1_000_001;

/** A ticket whose submission does not merge so often has its manager asked. */
export const conflictsUntilAsked = 2;

/** What can be answered to the question of a ticket's order. */
export function orderOptions(id: string): readonly [first: string, asTheyCome: string] {
  return [`${id} first: nothing that changes the same files lands or is begun before it`, 'As they come'];
}

/** Whether a question is in which order what does not merge is to land. */
export function asksForOrder(question: Document<QuestionFields> | undefined): boolean {
  return question?.fields.asker.number === orderQuestion;
}

/** Whether an answer begins with the words that put a ticket first, whatever its case and what is put before them. */
function putsFirst(id: string, answer: string): boolean {
  return answer.toLowerCase().replace(/^[^a-z0-9]+/, '').startsWith(`${id} first`);
}

/** The tickets that go first by such an answer, as long as they are to land and nobody holds them; whose question was asked first comes first. */
export function ticketsFirst({ tickets, questions }: Pick<Snapshot, 'tickets' | 'questions'>): readonly string[] {
  const first = [...questions.values()].flatMap((question): readonly string[] => {
    const { state, asker, answer } = question.fields;
    if (!asksForOrder(question) || state !== 'answered' || asker.ticket === undefined || answer === undefined) return [];
    const ticket = tickets.get(asker.ticket);
    const isToLand = ticket?.fields.hold === undefined && (ticket?.state === 'open' || ticket?.state === 'in-progress');
    return isToLand && putsFirst(asker.ticket, answer) ? [asker.ticket] : [];
  });
  return [...new Set(first)];
}
