import { orderRevert } from '../../engine/hand/orderRevert.js';
import { typedText } from '../../engine/orders/typedText.js';
import type { Project } from '../../engine/project.js';
import type { Phase, TicketStatus } from '../../engine/status/status.js';
import type { WorkPhase } from '../../engine/status/workStatus.js';
import type { Order } from '../../plan/controlTransitions.js';
import { eject, hold, note, putAhead, release } from '../../plan/controlTransitions.js';
import { promote, promotionWords } from '../../plan/promotion.js';
import type { Snapshot, Ticket } from '../../plan/snapshot.js';
import type { Transition } from '../../plan/transition.js';
import { retry } from '../../plan/transitions.js';
import { retryWork } from '../../plan/workTransitions.js';

/** The commands that are about one ticket. */
export type TicketOrderId =
  | 'sanctum.stopRun'
  | 'sanctum.holdTicket'
  | 'sanctum.resumeTicket'
  | 'sanctum.retryTicket'
  | 'sanctum.landFirst'
  | 'sanctum.ejectTicket'
  | 'sanctum.promoteTicket'
  | 'sanctum.noteTicket'
  | 'sanctum.revertTicket';

/** Where an order is written; a Session is one. */
export interface OrderDesk {
  readonly project: Project;
  order(transition: (order: Order) => Transition, why?: string): Promise<unknown>;
}

/** What an order asks the engineer for: a reason that may be left out, or a text that is needed. */
export type Asked = 'why' | 'note';

/** An order about one ticket: in which menus it stands, for which tickets it is offered, and what it writes. */
export interface TicketOrder {
  readonly command: TicketOrderId;
  readonly title: string;
  readonly icon: string;
  readonly key?: string;
  readonly asks?: Asked;
  /** Of the tickets that it can be given for. */
  readonly phases: readonly Phase[];
  /** The phases in whose rows it stands, where these are fewer. */
  readonly rows?: readonly Phase[];
  /** The phases in whose rows it stands as an icon. */
  readonly inline?: readonly Phase[];
  /** Whether it stands on the row of a run at work. */
  readonly onRuns?: true;
  /** Whether a ticket in one of the phases can be given it. */
  readonly isFor?: (ticket: Ticket, snapshot: Snapshot) => boolean;
  /** Writes it; `text` is what was asked for. Throws OrderError, HandError. */
  readonly give: (desk: OrderDesk, ticket: string, text: string | undefined) => Promise<unknown>;
  /** What comes of it that cannot be seen, from the ticket as it is then. */
  readonly tells?: (ticket: Ticket) => string | undefined;
  /** The same for pieces of work. */
  readonly work?: { readonly phases: readonly WorkPhase[]; readonly give: (desk: OrderDesk, name: string) => Promise<unknown> };
}

const unfinished: readonly Phase[] = ['open', 'waiting', 'held', 'parked', 'starting', 'coding', 'collecting', 'testing', 'reviewing', 'landing', 'stuck'];

export const ticketOrders: readonly TicketOrder[] = [
  {
    command: 'sanctum.stopRun',
    title: 'Stop Run',
    icon: '$(debug-stop)',
    key: 's',
    phases: ['starting', 'coding'],
    inline: ['starting', 'coding'],
    onRuns: true,
    isFor: ({ fields }) => fields.run !== undefined && fields.hold?.stop !== fields.run,
    give: (desk, ticket) => desk.order((order) => hold(ticket, order, true)),
  },
  {
    command: 'sanctum.resumeTicket',
    title: 'Resume Ticket',
    icon: '$(debug-continue)',
    // One at work can be held too, for when its run has ended.
    phases: ['held', 'starting', 'coding', 'collecting', 'stuck'],
    rows: ['held'],
    inline: ['held'],
    isFor: ({ fields }) => fields.hold !== undefined,
    give: (desk, ticket) => desk.order(() => release(ticket)),
  },
  {
    command: 'sanctum.retryTicket',
    title: 'Retry',
    icon: '$(debug-restart)',
    key: 't',
    phases: ['stuck', 'held'],
    rows: ['stuck'],
    inline: ['stuck'],
    isFor: ({ state, fields }) => state === 'stuck' || (state === 'open' && fields.hold !== undefined),
    give: (desk, ticket) => desk.order(() => retry(ticket)),
    work: { phases: ['stuck'], give: (desk, name) => desk.order(() => retryWork(name)) },
  },
  {
    command: 'sanctum.noteTicket',
    title: 'Send a Note…',
    icon: '$(comment)',
    key: 'n',
    asks: 'note',
    phases: unfinished,
    onRuns: true,
    give: (desk, ticket, text) => desk.order((order) => note(ticket, typedText('The note', text ?? ''), order)),
  },
  {
    command: 'sanctum.holdTicket',
    title: 'Hold Ticket…',
    icon: '$(debug-pause)',
    key: 'h',
    asks: 'why',
    phases: unfinished.filter((phase) => phase !== 'held'),
    isFor: ({ fields }) => fields.hold === undefined,
    give: (desk, ticket, why) => desk.order((order) => hold(ticket, order, false), why),
  },
  {
    command: 'sanctum.promoteTicket',
    title: 'Promote Ticket…',
    icon: '$(arrow-up)',
    asks: 'why',
    phases: unfinished,
    isFor: ({ fields }, snapshot) => 'transition' in promote(fields.id, { by: 'engineer', at: fields.created })(snapshot),
    give: (desk, ticket, why) => desk.order((order) => promote(ticket, order), why),
    tells: promotionWords,
  },
  {
    command: 'sanctum.landFirst',
    title: 'Move to the Front of the Queue',
    icon: '$(arrow-circle-up)',
    phases: ['testing', 'reviewing', 'held'],
    rows: ['testing', 'reviewing'],
    isFor: ({ fields }, snapshot) => snapshot.pending.has(fields.id) && snapshot.intent?.ticket !== fields.id && snapshot.control.ahead?.tickets[0] !== fields.id,
    give: (desk, ticket) => desk.order((order) => putAhead(ticket, order)),
  },
  {
    command: 'sanctum.ejectTicket',
    title: 'Eject from the Queue…',
    icon: '$(debug-step-out)',
    asks: 'why',
    phases: ['testing', 'reviewing', 'held'],
    rows: ['testing', 'reviewing'],
    isFor: ({ fields }, snapshot) => snapshot.pending.has(fields.id) && snapshot.intent?.ticket !== fields.id,
    give: (desk, ticket, why) => desk.order((order) => eject(ticket, order), why),
  },
  {
    command: 'sanctum.revertTicket',
    title: 'Revert Landing…',
    icon: '$(discard)',
    asks: 'why',
    phases: ['done'],
    isFor: ({ fields }) => fields.landed !== undefined,
    give: ({ project }, ticket, why) => orderRevert(project, ticket, why),
  },
];

/** Whether an order can be given for a ticket as it stands. */
export function canBeGiven(order: TicketOrder, { id, phase }: Pick<TicketStatus, 'id' | 'phase'>, snapshot: Snapshot): boolean {
  if (!order.phases.includes(phase)) return false;
  const ticket = snapshot.tickets.get(id);
  return ticket !== undefined && (order.isFor?.(ticket, snapshot) ?? true);
}
