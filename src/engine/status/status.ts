import type { RunState } from '../../agents/runs.js';
import type { Control } from '../../plan/planningSchemas.js';
import { mayGoOn } from '../../plan/questionTransitions.js';
import { ticketsOf } from '../../plan/schemas.js';
import type { Ticket } from '../../plan/snapshot.js';
import { awaitsAreas, awaitsManager, isStale } from '../../plan/staleness.js';
import type { RunContainment } from '../../platform/sandbox.js';
import { isReviewed, unapprovedWords } from '../../queue/order.js';
import { isProof } from '../../queue/proof.js';
import type { Action, Wait } from '../deciding/action.js';
import type { Health, Observation } from '../deciding/observe.js';
import { begunAfter } from '../deciding/goingFirst.js';
import type { Overlap } from '../deciding/overlaps.js';
import { overlaps } from '../deciding/overlaps.js';
import { budgetWords } from '../../insight/budgets.js';
import type { ChargedBudget } from '../../plan/schemas.js';
import { obstacleTo, scarceBudgets, scarceWords, unseenSpending } from '../deciding/spending.js';
import type { ProposalStatus } from './proposalStatus.js';
import { isUndecided, proposalsOf } from './proposalStatus.js';
import type { QuestionStatus } from './questionStatus.js';
import { isOpen, parkedOn, questionsOf } from './questionStatus.js';
import type { WorkStatus } from './workStatus.js';
import { workOf } from './workStatus.js';

/** Where a ticket is, finer than its state, in a word that people know. */
export type Phase = 'open' | 'waiting' | 'held' | 'parked' | 'starting' | 'coding' | 'collecting' | 'testing' | 'reviewing' | 'landing' | 'done' | 'stuck' | 'cancelled';

export interface TicketStatus {
  readonly id: string;
  readonly title: string;
  readonly phase: Phase;
  readonly attempt: number;
  /** Since when its run is at work, it is held, or it waits for an answer, ISO. */
  readonly since: string | undefined;
  /** What the agent said last, or why the ticket waits. */
  readonly detail: string | undefined;
  readonly landed: { readonly commit: string; readonly tree: string } | undefined;
  /** Of the run at work: whether it can write outside its own folders. */
  readonly containment?: RunContainment;
  /** It was cut from a content that its area has no more. */
  readonly stale?: true;
}

export interface Status {
  readonly branch: string | undefined;
  readonly master: string | undefined;
  readonly health: Health;
  /** By whom, since when and why nothing is started, tested or landed. */
  readonly paused: Control['paused'];
  /** By whom, since when and why nothing lands. */
  readonly frozen: Control['frozen'];
  /** The open ones. */
  readonly questions: readonly QuestionStatus[];
  /** Those that wait for the engineer, and those that the architect designs. */
  readonly proposals: readonly ProposalStatus[];
  /** What other roles than coding agents are at. */
  readonly work: readonly WorkStatus[];
  readonly tickets: readonly TicketStatus[];
  /** Open tickets that state files which one at work changes; none where there are no such. */
  readonly overlaps?: readonly Overlap[];
  /** Budgets of which most is spent; not there where there are none. */
  readonly budgets?: readonly BudgetStatus[];
  /** What is to be said of models that no budget can see; not there where all are seen. */
  readonly unseen?: readonly string[];
  readonly waits: readonly Wait[];
}

/** A budget that comes to its end. In US dollars. */
export interface BudgetStatus extends ChargedBudget {
  /** What is said of it. */
  readonly words: string;
}

type Place = Pick<TicketStatus, 'phase' | 'since' | 'detail' | 'containment'>;

function codingPlace(run: RunState | undefined, hold: Ticket['fields']['hold']): Place {
  switch (run?.kind) {
    case undefined:
    case 'unstarted':
      return { phase: 'starting', since: undefined, detail: undefined };
    case 'live': {
      const held = hold === undefined ? undefined : hold.stop === undefined ? 'held after this run' : 'being stopped';
      const detail = [held, run.progress?.text].filter((part) => part !== undefined).join(' · ');
      return { phase: 'coding', since: run.since, detail: detail === '' ? undefined : detail, ...(run.containment === undefined ? {} : { containment: run.containment }) };
    }
    case 'ended':
    case 'lost':
      return { phase: 'collecting', since: undefined, detail: undefined };
  }
}

function heldPlace({ by, at, why }: NonNullable<Ticket['fields']['hold']>, where?: string): Place {
  const words = [`by ${by}`, why, where].filter((part) => part !== undefined).join(' · ');
  return { phase: 'held', since: at, detail: words };
}

/** The stack with which a ticket is tested now, in what is left of it on master. */
export function stackInLane({ testing }: Pick<Observation, 'testing'>, ticket: string): readonly string[] | undefined {
  return testing.find(({ stack }) => stack?.includes(ticket))?.stack;
}

/** What a ticket is tested with; undefined where it is tested alone, or not at all. */
function companyInLane(observation: Observation, ticket: string): string | undefined {
  const stack = stackInLane(observation, ticket) ?? [];
  const at = stack.indexOf(ticket);
  if (at > 0) return `on top of ${stack.slice(0, at).join(', ')}`;
  return stack.length > 1 ? `with ${stack.slice(1).join(', ')} on top` : undefined;
}

/** A ticket whose work was handed in. */
function queuedPlace(observation: Observation, busy: readonly Action[], { fields: { id, hold } }: Ticket): Place {
  const { snapshot, runs, queue } = observation;
  if ((snapshot.intent !== undefined && ticketsOf(snapshot.intent).includes(id)) || busy.some((action) => action.kind === 'land' && action.stack.includes(id))) return { phase: 'landing', since: undefined, detail: undefined };
  if (hold !== undefined) return heldPlace(hold, 'in the queue');
  const position = queue.findIndex((view) => view.ticket === id);
  const view = queue[position];
  const pending = snapshot.pending.get(id);
  const review = [...snapshot.work.values()].find(({ fields }) => fields.kind === 'review' && fields.subject === id)?.fields;
  const run = review?.run === undefined ? undefined : runs.get(review.run);
  const isTested = view !== undefined && isProof(view.verdict) && view.criteria === undefined;
  const { unapproved = [] } = view ?? {};
  if (unapproved.length > 0) return { phase: isTested ? 'reviewing' : 'testing', since: undefined, detail: `waits for you: ${unapprovedWords(unapproved)}` };
  if (isTested && pending !== undefined && !isReviewed(snapshot, pending)) {
    const words = review?.stuck === undefined ? (run?.kind === 'live' ? run.progress?.text : undefined) : 'the review is stuck';
    return { phase: 'reviewing', since: run?.kind === 'live' ? run.since : undefined, detail: words };
  }
  const company = companyInLane(observation, id);
  if (company !== undefined) return { phase: 'testing', since: undefined, detail: company };
  if (view?.behind !== undefined) return { phase: 'testing', since: undefined, detail: firstWords(view.behind) };
  const behind = position > 0 ? `behind ${queue[position - 1]?.ticket ?? ''} in the queue` : undefined;
  return { phase: 'testing', since: undefined, detail: view?.waits ?? behind };
}

/** Why a ticket waits for one that a manager put first. */
function firstWords(first: string): string {
  return `for ${first}, which changes the same files and goes first`;
}

function openPlace(observation: Observation, ticket: Ticket): Place {
  const { snapshot } = observation;
  const { fields } = ticket;
  const { hold, parked } = fields;
  const isParked = parked !== undefined && !mayGoOn(snapshot, parked);
  if (hold !== undefined) return heldPlace(hold, isParked ? parkedOn(snapshot, parked).words : undefined);
  if (isParked) {
    const { words, since } = parkedOn(snapshot, parked);
    return { phase: 'parked', since, detail: words };
  }
  const unmet = fields['depends-on'].filter((other) => snapshot.tickets.get(other)?.state !== 'done');
  if (unmet.length > 0) return { phase: 'waiting', since: undefined, detail: `for ${unmet.join(', ')}` };
  if (awaitsAreas(snapshot, ticket)) return { phase: 'waiting', since: undefined, detail: 'until the new spec is cut into areas' };
  if (awaitsManager(snapshot, ticket)) return { phase: 'waiting', since: undefined, detail: 'for its manager, since its area changed' };
  const first = begunAfter(observation, ticket);
  if (first !== undefined) return { phase: 'waiting', since: undefined, detail: firstWords(first) };
  const obstacle = obstacleTo(observation, { role: 'coding', ticket: fields.id });
  if (obstacle !== undefined) return { phase: 'waiting', since: undefined, detail: `for money: ${budgetWords(obstacle)} is used up` };
  return { phase: 'open', since: undefined, detail: parked === undefined ? undefined : `${parked} is answered` };
}

function placeOf(observation: Observation, busy: readonly Action[], ticket: Ticket): Place {
  const { run, hold } = ticket.fields;
  switch (ticket.state) {
    case 'open':
      return openPlace(observation, ticket);
    case 'in-progress':
      return run === undefined ? queuedPlace(observation, busy, ticket) : codingPlace(observation.runs.get(run), hold);
    case 'stuck':
      return { phase: 'stuck', since: undefined, detail: hold === undefined ? undefined : `held by ${hold.by}` };
    case 'done':
    case 'cancelled':
      return { phase: ticket.state, since: undefined, detail: undefined };
  }
}

function ticketStatus(observation: Observation, busy: readonly Action[], ticket: Ticket): TicketStatus {
  const { id, title, attempts: attempt, landed } = ticket.fields;
  return { id, title, attempt, ...placeOf(observation, busy, ticket), landed: landed === undefined ? undefined : { commit: landed.commit, tree: landed.tree }, ...(isStale(observation.snapshot, ticket) ? { stale: true as const } : {}) };
}

/** The state of a project as every surface shows it. Pure. */
export function statusOf(observation: Observation, waits: readonly Wait[], busy: readonly Action[]): Status {
  const { snapshot, master, health } = observation;
  const shared = overlaps(observation);
  const scarce = scarceBudgets(observation);
  const unseen = unseenSpending(observation);
  const tickets = [...snapshot.tickets.values()].sort((a, b) => a.fields.id.localeCompare(b.fields.id));
  return {
    branch: snapshot.config?.branch,
    master,
    health,
    paused: snapshot.control.paused,
    frozen: snapshot.control.frozen,
    questions: questionsOf(snapshot).filter(isOpen),
    proposals: proposalsOf(snapshot).filter(isUndecided),
    work: workOf(observation),
    tickets: tickets.map((ticket) => ticketStatus(observation, busy, ticket)),
    ...(shared.length === 0 ? {} : { overlaps: shared }),
    ...(scarce.length === 0 ? {} : { budgets: scarce.map((budget) => ({ ...budget, words: scarceWords(budget) })) }),
    ...(unseen.length === 0 ? {} : { unseen }),
    waits,
  };
}
