import type { FieldValue } from './frontMatter.js';
import { printDocument } from './frontMatter.js';
import type { TransitionName } from './lifecycle.js';
import type { TicketState } from './paths.js';
import { ticketPath } from './paths.js';
import type { Snapshot, Ticket } from './snapshot.js';

/** What a transition changes, and how it says so. */
export interface Step {
  readonly transition: TransitionName;
  readonly ticket?: string;
  readonly subject: string;
  /** Paths and their new text; undefined removes one. */
  readonly changes: ReadonlyMap<string, string | undefined>;
}

/** The snapshot does not allow the transition (any more). */
export interface Refusal {
  readonly refused: string;
}

/** A transition: from the newest snapshot to a step, or a refusal. It may be asked again with a newer snapshot, and must not remember. */
export type Transition = (snapshot: Snapshot) => Step | Refusal;

export type Fields = Readonly<Record<string, FieldValue | undefined>>;

/** A change of the plan: a path and its new text; undefined removes it. */
export type Change = readonly [path: string, text: string | undefined];

export function document(fields: object, body = ''): string {
  return printDocument(fields as Fields, body);
}

export function inState(snapshot: Snapshot, id: string, ...states: TicketState[]): Ticket | Refusal {
  const ticket = snapshot.tickets.get(id);
  if (ticket === undefined) return { refused: `There is no ticket ${id}. They are listed by: sanctum status` };
  if (!states.includes(ticket.state)) return { refused: `Ticket ${id} is ${ticket.state}, not ${states.join(' or ')}.` };
  return ticket;
}

export function moved(ticket: Ticket, state: TicketState, text: string): Change[] {
  const path = ticketPath(state, ticket.fields.id, ticket.name);
  return path === ticket.path ? [[path, text]] : [[ticket.path, undefined], [path, text]];
}
