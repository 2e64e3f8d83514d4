import { budgetQuestion, moneyAnswerOf } from './budgetQuestion.js';
import { appendSection, setFields } from './frontMatter.js';
import type { Snapshot } from './snapshot.js';
import type { Transition } from './transition.js';
import { inState, moved } from './transition.js';

/** Whether a ticket or a piece of work is parked on a question about a budget whose answer was to stop. */
export function isToStop({ questions }: Pick<Snapshot, 'questions'>, parked: string | undefined): boolean {
  const question = parked === undefined ? undefined : questions.get(parked)?.fields;
  return question?.asker.number === budgetQuestion && moneyAnswerOf(question)?.kind === 'stop';
}

/** What the answer to stop makes of whoever waited for it: it is stuck, and says why. */
export function exhaust(of: { readonly ticket: string } | { readonly work: string }, question: string): Transition {
  return (snapshot) => {
    if (!isToStop(snapshot, question)) return { refused: `${question} was not answered so that anything is to stop.` };
    const reason = `It was stopped, as ${question} was answered: its budget was used up.`;
    if ('work' in of) {
      const work = snapshot.work.get(of.work);
      if (work?.fields.parked !== question || work.fields.run !== undefined) return { refused: `${of.work} does not wait for ${question}.` };
      return { transition: 'exhaust', subject: `stop ${of.work}: ${question}`, changes: new Map([[work.path, setFields(work.text, { parked: undefined, stuck: reason })]]) };
    }
    const ticket = inState(snapshot, of.ticket, 'open');
    if ('refused' in ticket) return ticket;
    if (ticket.fields.parked !== question) return { refused: `Ticket ${of.ticket} does not wait for ${question}.` };
    const text = appendSection(setFields(ticket.text, { parked: undefined }), `Attempt ${String(ticket.fields.attempts)}`, reason);
    return { transition: 'exhaust', ticket: of.ticket, subject: `stop ${of.ticket}: ${question}`, changes: new Map(moved(ticket, 'stuck', text)) };
  };
}
