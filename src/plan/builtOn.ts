import type { TicketState } from './paths.js';
import type { Snapshot } from './snapshot.js';

/** What was built on an answer of a question. */
export interface BuiltOn {
  readonly tickets: readonly { readonly id: string; readonly title: string; readonly state: TicketState; /** The commit on master. */ readonly landed: string | undefined }[];
  /** What it decided, and what stands in its place now. */
  readonly decisions: readonly { readonly id: string; readonly title: string; readonly superseded: string | undefined }[];
  /** Questions that were answered from those decisions. */
  readonly questions: readonly string[];
}

/** The tickets whose agents, or whose authors, were told the answer to a question. */
function ticketsOf({ tickets, questions }: Snapshot, question: string): readonly string[] {
  const fields = questions.get(question)?.fields;
  if (fields === undefined || fields.deliveries.length === 0) return [];
  const { ticket, work } = fields.asker;
  if (ticket !== undefined) return [ticket];
  const area = /^tickets-(.+)$/.exec(work ?? '')?.[1];
  const [first] = fields.deliveries;
  return [...tickets.values()].filter((one) => one.fields.area === area && area !== undefined && one.fields.created >= (first?.at ?? '')).map((one) => one.fields.id);
}

/** All that was built on what a question was answered before it was corrected: tickets, landed or not, decisions, and what was answered from those. Pure. */
export function builtOn(snapshot: Snapshot, question: string): BuiltOn {
  const made = [...snapshot.decided.values()].filter(({ fields }) => fields.question === question);
  const ids = new Set(made.map(({ fields }) => fields.id));
  const followers = [...snapshot.questions.values()].map(({ fields }) => fields).filter(({ answered }) => answered?.from !== undefined && ids.has(answered.from));
  const questions = followers.map(({ id }) => id);
  const tickets = [...new Set([question, ...questions].flatMap((id) => ticketsOf(snapshot, id)))].sort();
  return {
    tickets: tickets.flatMap((id) => {
      const ticket = snapshot.tickets.get(id);
      return ticket === undefined ? [] : [{ id, title: ticket.fields.title, state: ticket.state, landed: ticket.fields.landed?.commit }];
    }),
    decisions: made.filter(({ fields }) => fields.superseded !== undefined).map(({ fields: { id, title, superseded } }) => ({ id, title, superseded })),
    questions,
  };
}
