import { setFields } from './frontMatter.js';
import { controlPath, notePath, pendingPath, protectedPath, reviewPath } from './paths.js';
import type { ProtectedChange } from './planningSchemas.js';
import type { Pending, Verdict } from './schemas.js';
import { ticketsOf } from './schemas.js';
import type { Snapshot } from './snapshot.js';
import type { Refusal, Transition } from './transition.js';
import { document, inState, moved } from './transition.js';

/** Whoever gives a command, when, and why. */
export interface Order {
  readonly by: string;
  readonly at: string;
  readonly why?: string;
}

/** `control.md` with one of its fields changed, and the others as they are. */
function controlled({ control }: Snapshot, changed: Partial<Snapshot['control']>): ReadonlyMap<string, string> {
  return new Map([[controlPath, document({ ...control, ...changed })]]);
}

/** Nothing more is started, tested or landed. */
export function pause({ by, at, why }: Order): Transition {
  return (snapshot) => {
    const { control } = snapshot;
    if (control.paused !== undefined) return { refused: `It is paused already, since ${control.paused.at} by ${control.paused.by}.` };
    return { transition: 'pause', subject: 'pause', changes: controlled(snapshot, { paused: { by, at, ...(why === undefined ? {} : { why }) } }) };
  };
}

export function resume(): Transition {
  return (snapshot) => {
    if (snapshot.control.paused === undefined) return { refused: 'It is not paused.' };
    return { transition: 'resume', subject: 'resume', changes: controlled(snapshot, { paused: undefined }) };
  };
}

/** Nothing lands any more; agents, gates and reviews go on. */
export function freeze({ by, at, why }: Order): Transition {
  return (snapshot) => {
    const { frozen } = snapshot.control;
    if (frozen !== undefined) return { refused: `Nothing lands already, since ${frozen.at} by ${frozen.by}. To let it go on: sanctum thaw` };
    return { transition: 'freeze', subject: 'freeze', changes: controlled(snapshot, { frozen: { by, at, ...(why === undefined ? {} : { why }) } }) };
  };
}

export function thaw(): Transition {
  return (snapshot) => {
    if (snapshot.control.frozen === undefined) return { refused: 'Landing is not frozen.' };
    return { transition: 'thaw', subject: 'thaw', changes: controlled(snapshot, { frozen: undefined }) };
  };
}

/** The submissions of these tickets come before all others, in this order; without any, first come is first served again. */
export function reorder(tickets: readonly string[], { by, at }: Order): Transition {
  return (snapshot) => {
    if (tickets.length === 0 && snapshot.control.ahead === undefined) return { refused: 'The queue is in the order of arrival already.' };
    const twice = tickets.find((id, index) => tickets.indexOf(id) !== index);
    if (twice !== undefined) return { refused: `Ticket ${twice} is named twice.` };
    for (const id of tickets) {
      const ticket = inState(snapshot, id, ...living);
      if ('refused' in ticket) return ticket;
    }
    const named = tickets.length === 0 ? 'as they came' : `${tickets.join(', ')} first`;
    return { transition: 'reorder', subject: `reorder: ${named}`.slice(0, 100), changes: controlled(snapshot, { ahead: tickets.length === 0 ? undefined : { by, at, tickets: [...tickets] } }) };
  };
}

/** One ticket's submission comes before all others; those that were put in front before come after it. */
export function putAhead(ticket: string, order: Order): Transition {
  return (snapshot) => {
    if (!snapshot.pending.has(ticket)) return { refused: `Ticket ${ticket} is not in the queue. To have it first once it is: sanctum queue ${ticket}` };
    if (snapshot.intent !== undefined && ticketsOf(snapshot.intent).includes(ticket)) return { refused: `Ticket ${ticket} is landing at this moment.` };
    if (snapshot.control.ahead?.tickets[0] === ticket) return { refused: `Ticket ${ticket} comes first already.` };
    const before = (snapshot.control.ahead?.tickets ?? []).filter((id) => id !== ticket && snapshot.pending.has(id));
    return reorder([ticket, ...before], order)(snapshot);
  };
}

/** A rest is over long before so many others are woken. */
const mostWoken = 20;

/** What did not serve, by the name that a wait calls it, is tried again at once. */
export function wake(provider: string, { by, at }: Order): Transition {
  return (snapshot) => {
    const others = (snapshot.control.woken ?? []).filter((one) => one.provider !== provider);
    const woken = [...others, { by, at, provider }].slice(-mostWoken);
    return { transition: 'wake', subject: `wake ${provider}`.slice(0, 100), changes: controlled(snapshot, { woken }) };
  };
}

/** A verdict on master does not count any more, so that the engine tests the same tree again. */
export function retest({ tree, finished }: Pick<Verdict, 'tree' | 'finished'>, { by, at }: Order): Transition {
  return (snapshot) => {
    const { retest: asked } = snapshot.control;
    if (asked?.tree === tree && asked.finished === finished) return { refused: `It is to be tested again already, since ${asked.at} by ${asked.by}.` };
    return { transition: 'retest', subject: `retest ${tree.slice(0, 10)}`, changes: controlled(snapshot, { retest: { by, at, tree, finished } }) };
  };
}

const living = ['open', 'in-progress', 'stuck'] as const;

/** Keeps a ticket from being started or landed; with `stop` its run is ended too, and what it wrote is kept. */
export function hold(id: string, { by, at, why }: Order, stop: boolean): Transition {
  return (snapshot) => {
    const ticket = inState(snapshot, id, ...living);
    if ('refused' in ticket) return ticket;
    const { run } = ticket.fields;
    if (stop && run === undefined) return { refused: `Ticket ${id} has no run that could be stopped. To keep it from being started: sanctum hold ${id}` };
    if (stop && ticket.fields.hold?.stop === run) return { refused: `The run of ticket ${id} is being ended already.` };
    if (!stop && ticket.fields.hold !== undefined) return { refused: `Ticket ${id} is held already.` };
    const held = { by, at, ...(why === undefined ? {} : { why }), ...(stop && run !== undefined ? { stop: run } : {}) };
    return { transition: stop ? 'stop' : 'hold', ticket: id, subject: `${stop ? 'stop' : 'hold'} ${id}`, changes: new Map(moved(ticket, ticket.state, setFields(ticket.text, { hold: held }))) };
  };
}

/** Lets a held ticket go on. */
export function release(id: string): Transition {
  return (snapshot) => {
    const ticket = inState(snapshot, id, ...living);
    if ('refused' in ticket) return ticket;
    if (ticket.fields.hold === undefined) return { refused: `Ticket ${id} is not held.` };
    return { transition: 'release', ticket: id, subject: `release ${id}`, changes: new Map(moved(ticket, ticket.state, setFields(ticket.text, { hold: undefined }))) };
  };
}

/** Takes a submission out of the queue; the ticket is open, and held. The next attempt begins from the work so far. */
export function eject(id: string, { by, at, why }: Order): Transition {
  return (snapshot) => {
    const ticket = inState(snapshot, id, 'in-progress');
    if ('refused' in ticket) return ticket;
    if (!snapshot.pending.has(id)) return { refused: `Ticket ${id} is not in the queue. To end its run: sanctum stop ${id}` };
    if (snapshot.intent !== undefined && ticketsOf(snapshot.intent).includes(id)) return { refused: `Ticket ${id} is landing at this moment. To take it back when it has landed: sanctum revert ${id}` };
    const text = setFields(ticket.text, { hold: { by, at, ...(why === undefined ? {} : { why }) } });
    return { transition: 'eject', ticket: id, subject: `eject ${id}`, changes: new Map([...moved(ticket, 'open', text), [pendingPath(id), undefined]]) };
  };
}

/** A word of the engineer's to whoever works on a ticket, now or later. */
export function note(id: string, text: string, { by, at }: Order): Transition {
  return (snapshot) => {
    const ticket = inState(snapshot, id, ...living);
    if ('refused' in ticket) return ticket;
    const number = (snapshot.notes.get(id)?.length ?? 0) + 1;
    return { transition: 'note', ticket: id, subject: `note on ${id}`, changes: new Map([[notePath(id, number), document({ ticket: id, number, by, at }, text)]]) };
  };
}

/** A ticket's submission, where it is the one that was looked at. */
function seenSubmission(snapshot: Snapshot, id: string, commit: string): Pending | Refusal {
  const ticket = inState(snapshot, id, 'in-progress');
  if ('refused' in ticket) return ticket;
  const pending = snapshot.pending.get(id);
  if (pending === undefined) return { refused: `Ticket ${id} has no submission in the queue that could be approved.` };
  if (pending.commit !== commit) return { refused: `Ticket ${id} has another submission than the one that was looked at. Look at it, then approve it.` };
  return pending;
}

/** The engineer's approving review of a submission, which stands for the merging agent's. `commit` is the one that was seen. */
export function approveSubmission(id: string, commit: string, { by, at }: Order): Transition {
  return (snapshot) => {
    const pending = seenSubmission(snapshot, id, commit);
    if ('refused' in pending) return pending;
    if ((snapshot.config?.roles.merging.length ?? 0) === 0) return { refused: `No review is asked for: ticket ${id} lands when its gate is green. To have reviews, name a model at roles.merging in sanctum.json.` };
    const review = snapshot.reviews.get(id);
    if (review?.commit === commit && review.verdict === 'approve') return { refused: `The submission of ticket ${id} is approved already.` };
    const fields = { ticket: id, attempt: pending.attempt, by, commit, verdict: 'approve', at };
    return { transition: 'approve-submission', ticket: id, subject: `approve ${id}`, changes: new Map([[reviewPath(id, pending.attempt), document(fields)]]) };
  };
}

/** The engineer's approval of protected changes of a submission, all of those that it has. `commit` is the submission that was seen. */
export function approveProtected(id: string, commit: string, changes: readonly ProtectedChange[], { by, at }: Order): Transition {
  return (snapshot) => {
    const pending = seenSubmission(snapshot, id, commit);
    if ('refused' in pending) return pending;
    if (changes.length === 0) return { refused: `Nothing of the submission of ticket ${id} waits for an approval.` };
    const earlier = (snapshot.approvedChanges.get(id)?.changes ?? []).filter(({ path }) => !changes.some((change) => change.path === path));
    const fields = { ticket: id, attempt: pending.attempt, by, commit, at, changes: [...earlier, ...changes].map((change) => ({ ...change })) };
    return { transition: 'approve-protected', ticket: id, subject: `approve protected changes of ${id}`, changes: new Map([[protectedPath(id, pending.attempt), document(fields)]]) };
  };
}
