import type { Criterion } from './criterion.js';
import { uniqueCriteria } from './criterion.js';
import { circleThrough } from './dependencyCircle.js';
import type { Draft, TicketChange, TicketDraft } from './draft.js';
import { ticketChangeSchema, ticketDraftSchema } from './draft.js';
import { shortName } from './paths.js';
import type { Snapshot, Ticket } from './snapshot.js';
import type { Refusal } from './transition.js';

/** A draft with one call more in it. */
export interface Drafted {
  readonly draft: Draft;
  /** The ticket that the call was about: an id, or the key of one of the draft. */
  readonly ticket: string;
}

export type Drafting = Drafted | Refusal;

/** What a manager may say of a ticket that is there, or of one of its own draft. */
export interface TicketUpdate {
  readonly title?: string | undefined;
  readonly addition?: string | undefined;
  readonly priority?: TicketChange['priority'] | undefined;
  readonly dependsOn?: readonly string[] | undefined;
  readonly files?: readonly string[] | undefined;
  /** Those that come to the ticket's own. */
  readonly criteria?: readonly Criterion[] | undefined;
  /** One of its criteria, from 1, in other words; without words it goes. */
  readonly criterion?: { readonly number: number; readonly text: TicketDraft['criteria'][number] | undefined } | undefined;
  /** Why it is not to be built at all. */
  readonly cancel?: string | undefined;
}

/** More would not be a plan any more. */
const mostTickets = 200;

/** Adds a new ticket to the draft of an area. */
export function addTicket(snapshot: Snapshot, draft: Draft, area: string, input: Omit<TicketDraft, 'key'>): Drafting {
  if (draft.tickets.length >= mostTickets) return { refused: `You have added ${String(mostTickets)} tickets; no more are taken. Write fewer and larger ones.` };
  const ticket = { ...input, key: `new-${String(draft.tickets.length + 1)}`, dependsOn: unique(input.dependsOn), criteria: uniqueCriteria(input.criteria) };
  const next = { ...draft, tickets: [...draft.tickets, ticket] };
  return checked(ticketProblem(snapshot, next, ticket, area), next, ticket.key);
}

/**
 * Changes a ticket of the area: one that is there, or one that the draft adds. `asker` is the ticket for which a change of the plan was asked:
 * that one can be changed also while somebody works on it, since they wait for it.
 */
export function updateTicket(snapshot: Snapshot, draft: Draft, area: string, ticket: string, update: TicketUpdate, asker?: string): Drafting {
  const added = draft.tickets.find(({ key }) => key === ticket);
  if (added !== undefined) return updateAdded(snapshot, draft, area, added, update);
  if (ticket.startsWith('new-')) return { refused: unknownTicket(draft, ticket) };
  const present = changeable(snapshot, ticket, area, asker);
  if ('refused' in present) return present;
  const earlier = draft.changes.find((one) => one.ticket === ticket);
  const unknown = criterionProblem(ticket, earlier?.criteria ?? present.fields.criteria, update);
  if (unknown !== undefined) return { refused: unknown };
  const change = merged(earlier ?? { ticket }, present, update);
  const next = { ...draft, changes: [...draft.changes.filter((one) => one.ticket !== ticket), change] };
  return checked(tooLong(ticketChangeSchema.safeParse(change)) ?? changeProblem(snapshot, next, change, area, asker), next, ticket);
}

function updateAdded(snapshot: Snapshot, draft: Draft, area: string, added: TicketDraft, update: TicketUpdate): Drafting {
  if (update.cancel !== undefined) return { refused: `${added.key} is on no plan yet, so that it cannot be cancelled. Change it by update_ticket into what is wanted.` };
  const unknown = criterionProblem(added.key, added.criteria, update);
  if (unknown !== undefined) return { refused: unknown };
  const ticket: TicketDraft = {
    ...added,
    title: update.title ?? added.title,
    body: joined(added.body, update.addition) ?? added.body,
    priority: update.priority ?? added.priority,
    dependsOn: unique(update.dependsOn ?? added.dependsOn),
    ...(update.files === undefined ? {} : { files: unique(update.files) }),
    criteria: withCriteria(added.criteria, update),
  };
  const next = { ...draft, tickets: draft.tickets.map((one) => (one.key === added.key ? ticket : one)) };
  return checked(tooLong(ticketDraftSchema.safeParse(ticket)) ?? ticketProblem(snapshot, next, ticket, area), next, added.key);
}

/** An earlier change of the same run, and what is said now. */
function merged(earlier: TicketChange, present: Ticket, update: TicketUpdate): TicketChange {
  const addition = joined(earlier.addition, update.addition);
  return {
    ...earlier,
    ...(update.title === undefined ? {} : { title: update.title }),
    ...(addition === undefined ? {} : { addition }),
    ...(update.priority === undefined ? {} : { priority: update.priority }),
    ...(update.dependsOn === undefined ? {} : { dependsOn: unique(update.dependsOn) }),
    ...(update.files === undefined ? {} : { files: unique(update.files) }),
    ...(update.criteria === undefined && update.criterion === undefined ? {} : { criteria: withCriteria(earlier.criteria ?? present.fields.criteria, update) }),
    ...(update.cancel === undefined ? {} : { cancel: update.cancel }),
  };
}

function withCriteria(criteria: TicketDraft['criteria'], { criteria: added = [], criterion }: TicketUpdate): TicketDraft['criteria'] {
  const kept = criterion === undefined ? criteria : criteria.flatMap((one, at) => (at + 1 !== criterion.number ? [one] : criterion.text === undefined ? [] : [criterion.text]));
  return uniqueCriteria([...kept, ...added]);
}

function criterionProblem(ticket: string, criteria: TicketDraft['criteria'], { criterion }: TicketUpdate): string | undefined {
  if (criterion === undefined || criterion.number <= criteria.length) return undefined;
  return `Ticket ${ticket} has ${String(criteria.length)} criteria; there is no number ${String(criterion.number)}. Count from 1, in the order in which the ticket lists them.`;
}

/** What makes a draft unfit for the plan as it is now, in words for the agent that wrote it, or undefined. */
export function draftProblem(snapshot: Snapshot, draft: Draft, area: string, asker?: string): string | undefined {
  for (const ticket of draft.tickets) {
    const problem = ticketProblem(snapshot, draft, ticket, area);
    if (problem !== undefined) return problem;
  }
  for (const change of draft.changes) {
    const problem = changeProblem(snapshot, draft, change, area, asker);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function ticketProblem(snapshot: Snapshot, draft: Draft, { key, title, dependsOn }: TicketDraft, area: string): string | undefined {
  return duplicate(snapshot, draft, area, key, title) ?? dependencyProblem(snapshot, draft, key, dependsOn);
}

function changeProblem(snapshot: Snapshot, draft: Draft, { ticket, title, dependsOn, cancel }: TicketChange, area: string, asker: string | undefined): string | undefined {
  const present = changeable(snapshot, ticket, area, asker);
  if ('refused' in present) return present.refused;
  return (
    (cancel === undefined ? undefined : cancelProblem(snapshot, draft, present)) ??
    (title === undefined ? undefined : duplicate(snapshot, draft, area, ticket, title)) ??
    (dependsOn === undefined ? undefined : dependencyProblem(snapshot, draft, ticket, dependsOn))
  );
}

function cancelProblem(snapshot: Snapshot, draft: Draft, { state, fields: { id } }: Ticket): string | undefined {
  if (state === 'in-progress') return `Ticket ${id} is being worked on and cannot be cancelled. Say in your answer what is to be left out of it.`;
  const isCancelled = (other: string): boolean => draft.changes.some(({ ticket, cancel }) => ticket === other && cancel !== undefined);
  const waiting = [...snapshot.tickets.values()].filter((other) => other.state !== 'done' && other.state !== 'cancelled' && !isCancelled(other.fields.id)).map(({ fields }) => fields.id);
  const dependant = [...waiting, ...draft.tickets.map(({ key }) => key)].find((other) => dependenciesOf(snapshot, draft, other).includes(id));
  return dependant === undefined ? undefined : `Ticket ${dependant} waits for ${id}, and would wait for ever. Say first by set_dependencies what it waits for instead, or leave ${id} as it is.`;
}

function changeable(snapshot: Snapshot, id: string, area: string, asker?: string): Ticket | Refusal {
  const ticket = snapshot.tickets.get(id);
  if (ticket === undefined) return { refused: `There is no ticket ${id}. read_plan with {"document": "tickets"} lists those of your area.` };
  if ((ticket.fields.area ?? '') !== area) return { refused: `Ticket ${id} is not of your area ${area}; change only tickets of your own area.` };
  if (id === asker && ticket.fields.run !== undefined) return ticket;
  if (ticket.state === 'in-progress' || ticket.fields.run !== undefined) {
    return { refused: `Ticket ${id} is being worked on and cannot be changed now. Add a ticket that depends on it instead.` };
  }
  return ticket.state === 'open' || ticket.state === 'stuck' ? ticket : { refused: `Ticket ${id} is ${ticket.state} and is not changed any more. Add a new ticket instead.` };
}

/** A ticket of the same area that has this title already. */
function duplicate(snapshot: Snapshot, draft: Draft, area: string, of: string, title: string): string | undefined {
  for (const { fields, state } of snapshot.tickets.values()) {
    if (fields.id === of || fields.area !== area || state === 'cancelled') continue;
    const present = draft.changes.find(({ ticket }) => ticket === fields.id)?.title ?? fields.title;
    if (isSameTitle(present, title)) return `Ticket ${fields.id} (${state}) is called "${present}" already. Change that one, or choose a title that says what is different.`;
  }
  const other = draft.tickets.find((ticket) => ticket.key !== of && isSameTitle(ticket.title, title));
  return other === undefined ? undefined : `You added this ticket already: ${other.key}, "${other.title}". Change that one by update_ticket, or choose a title that says what is different.`;
}

/** Titles without a Latin letter or a digit all have the same short name. */
function isSameTitle(one: string, other: string): boolean {
  if (shortName(one) !== shortName(other)) return false;
  return /[a-z0-9]/i.test(one.normalize('NFKD')) || one.trim() === other.trim();
}

function dependencyProblem(snapshot: Snapshot, draft: Draft, ticket: string, dependsOn: readonly string[]): string | undefined {
  for (const other of dependsOn) {
    if (other === ticket) return `A ticket cannot depend on itself (${ticket}). Leave it out of depends_on.`;
    if (draft.tickets.some(({ key }) => key === other)) continue;
    const present = snapshot.tickets.get(other);
    if (present === undefined) return unknownTicket(draft, other, ticket);
    if (present.state === 'cancelled') return `Ticket ${other} is cancelled and will never be done. Leave it out of depends_on.`;
  }
  const circle = circleThrough(ticket, (id) => dependenciesOf(snapshot, draft, id));
  return circle === undefined ? undefined : `These tickets would wait for each other for ever: ${circle.join(' -> ')}. Send depends_on without one of them.`;
}

function dependenciesOf(snapshot: Snapshot, draft: Draft, id: string): readonly string[] {
  const drafted = draft.tickets.find(({ key }) => key === id)?.dependsOn ?? draft.changes.find(({ ticket }) => ticket === id)?.dependsOn;
  return drafted ?? snapshot.tickets.get(id)?.fields['depends-on'] ?? [];
}

function unknownTicket(draft: Draft, ticket: string, present?: string): string {
  const keys = draft.tickets.map(({ key }) => key).filter((key) => key !== present);
  const known = keys.length === 0 ? 'You have added no ticket yet.' : `You added ${keys.join(', ')}.`;
  return `There is no ticket ${ticket}. ${known} read_plan with {"document": "tickets"} lists those that are there.`;
}

function joined(text: string | undefined, addition: string | undefined): string | undefined {
  return text === undefined || addition === undefined ? (text ?? addition) : `${text.trimEnd()}\n\n${addition}`;
}

function tooLong(parsed: { readonly success: boolean }): string | undefined {
  return parsed.success ? undefined : 'With what it has already, the ticket becomes too long. Send a shorter addition, or add another ticket.';
}

function checked(problem: string | undefined, draft: Draft, ticket: string): Drafting {
  return problem === undefined ? { draft, ticket } : { refused: problem };
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
