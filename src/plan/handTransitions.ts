import { setFields } from './frontMatter.js';
import type { TicketState } from './paths.js';
import { pendingPath, runPath, shortName, ticketPath } from './paths.js';
import type { Pending } from './schemas.js';
import type { Snapshot, Ticket } from './snapshot.js';
import type { Change, Refusal, Transition } from './transition.js';
import { document, inState, moved } from './transition.js';
import type { TicketRun } from './transitions.js';
import { nextTicketId } from './transitions.js';

/** What stands in the place of a model where the engineer did the work. */
export const byHand = 'by hand';

/** Work of the engineer's own that is to be tested and landed; its snapshot is kept under a ref already. */
export interface HandWork {
  readonly run: string;
  /** The commit of master's that it is a change of. */
  readonly base: string;
  /** The snapshot: a commit on `base`. */
  readonly commit: string;
  readonly tree: string;
  readonly summary: string;
  readonly by: string;
  /** ISO time, to the second. */
  readonly at: string;
}

/** An attempt of the engineer's leaves what an agent's would: a record of its run. */
function recorded(ticket: string, attempt: number, { run, base, commit, by, at }: HandWork, submitted: boolean): Change {
  const outcome = `${submitted ? 'handed in' : 'handed back'} by ${by}`;
  const record: TicketRun = { run, ticket, attempt, role: 'coding', model: byHand, base, snapshot: commit, reason: byHand, submitted, containment: 'none', ended: at, outcome };
  return [runPath(run), document(record)];
}

/** Where it is handed in, also a submission in the queue. */
function handedIn(ticket: string, attempt: number, work: HandWork): readonly Change[] {
  const { run, base, commit, tree, summary, at } = work;
  const pending: Pending = { ticket, run, attempt, base, commit, tree, summary, model: byHand, submitted: at };
  return [recorded(ticket, attempt, work, true), [pendingPath(ticket), document(pending)]];
}

const wayOut: Readonly<Partial<Record<TicketState, (id: string) => string>>> = {
  done: (id) => ` To take its landing back: sanctum revert ${id}`,
  cancelled: () => ' For something new: sanctum add',
};

/** The ticket where the engineer may hand in work of their own. */
export function openForHandIn(snapshot: Snapshot, id: string): Ticket | Refusal {
  const ticket = snapshot.tickets.get(id);
  if (ticket === undefined) return inState(snapshot, id, 'open');
  if (snapshot.pending.has(id)) return { refused: `Ticket ${id} is in the queue already. To take what is there out of it first: sanctum eject ${id}` };
  if (ticket.fields.run !== undefined) return { refused: `An agent is at work on ticket ${id}. To end its run first, and keep what it wrote: sanctum stop ${id}` };
  const open = inState(snapshot, id, 'open', 'stuck');
  return 'refused' in open ? { refused: `${open.refused}${wayOut[ticket.state]?.(id) ?? ''}` } : open;
}

/** The ticket whose next attempt the engineer made. */
function forAttempt(snapshot: Snapshot, id: string, attempt: number): Ticket | Refusal {
  const ticket = openForHandIn(snapshot, id);
  if ('refused' in ticket || ticket.fields.attempts + 1 === attempt) return ticket;
  return { refused: `Ticket ${id} was worked on meanwhile. Look at it (sanctum show ${id}), then try again.` };
}

/** Puts work of the engineer's own into the queue, as the ticket's next attempt. A hold ends with it. */
export function handIn(id: string, attempt: number, work: HandWork): Transition {
  return (snapshot) => {
    const ticket = forAttempt(snapshot, id, attempt);
    if ('refused' in ticket) return ticket;
    const text = setFields(ticket.text, { attempts: attempt, base: work.base, snapshot: work.commit, hold: undefined, parked: undefined, resumes: undefined });
    return {
      transition: 'hand-in',
      ticket: id,
      subject: `hand in ${id}: ${work.summary}`.slice(0, 100),
      changes: new Map([...moved(ticket, 'in-progress', text), ...handedIn(id, attempt, work)]),
    };
  };
}

/**
 * Leaves work of the engineer's own to the agents: it is the ticket's next attempt, and the one after that begins from it. A hold ends with it; a
 * session that waits for an answer goes on waiting, and a stuck ticket stays stuck.
 */
export function handBack(id: string, attempt: number, work: HandWork): Transition {
  return (snapshot) => {
    const ticket = forAttempt(snapshot, id, attempt);
    if ('refused' in ticket) return ticket;
    const text = setFields(ticket.text, { attempts: attempt, base: work.base, snapshot: work.commit, hold: undefined });
    return {
      transition: 'hand-back',
      ticket: id,
      subject: `hand back ${id}: ${work.summary}`.slice(0, 100),
      changes: new Map([...moved(ticket, ticket.state, text), recorded(id, attempt, work, false)]),
    };
  };
}

/** A ticket whose whole work is to take a landing back. */
export interface RevertTicket {
  /** The landed ticket. */
  readonly of: string;
  /** The id that it is to have: the snapshot is kept under it already. */
  readonly id: string;
  readonly title: string;
  readonly body: string;
}

/** How the title of such a ticket begins. */
export function revertTitle(of: string): string {
  return `Revert ${of}: `;
}

/** The ticket by which a landing is being taken back already. */
export function revertUnderWay(snapshot: Snapshot, of: string): Ticket | undefined {
  return [...snapshot.tickets.values()].find(({ state, fields }) => fields.title.startsWith(revertTitle(of)) && state !== 'done' && state !== 'cancelled');
}

/** Adds a ticket that takes a landing back, with that work in the queue. */
export function revert({ of, id, title, body }: RevertTicket, work: HandWork): Transition {
  return (snapshot) => {
    const landed = inState(snapshot, of, 'done');
    if ('refused' in landed) return landed;
    if (nextTicketId(snapshot) !== id) return { refused: `Another ticket was added meanwhile, as ${id}. Try again.` };
    const fields = { id, title, kind: 'fix', priority: 'medium', created: work.at, attempts: 1, base: work.base, snapshot: work.commit };
    return {
      transition: 'revert',
      ticket: id,
      subject: `revert ${of} as ${id}`,
      changes: new Map([[ticketPath('in-progress', id, shortName(title)), document(fields, body)], ...handedIn(id, 1, work)]),
    };
  };
}
