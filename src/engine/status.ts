import type { RunState } from '../agents/runs.js';
import type { Ticket } from '../plan/snapshot.js';
import type { Action, Wait } from './decide.js';
import { actionKey } from './decide.js';
import type { Health, Observation } from './observe.js';

/** Where a ticket is, finer than its state, in a word that people know. */
export type Phase = 'open' | 'waiting' | 'starting' | 'coding' | 'collecting' | 'testing' | 'landing' | 'done' | 'stuck' | 'cancelled';

export interface TicketStatus {
  readonly id: string;
  readonly title: string;
  readonly phase: Phase;
  readonly attempt: number;
  /** Since when its run is at work, ISO. */
  readonly since: string | undefined;
  /** What the agent said last, or why the ticket waits. */
  readonly detail: string | undefined;
  readonly landed: { readonly commit: string; readonly tree: string } | undefined;
}

export interface Status {
  readonly branch: string | undefined;
  readonly master: string | undefined;
  readonly health: Health;
  readonly tickets: readonly TicketStatus[];
  readonly waits: readonly Wait[];
}

function codingPhase(run: RunState | undefined): { readonly phase: Phase; readonly since: string | undefined; readonly detail: string | undefined } {
  switch (run?.kind) {
    case undefined:
    case 'unstarted':
      return { phase: 'starting', since: undefined, detail: undefined };
    case 'live':
      return { phase: 'coding', since: run.since, detail: run.progress?.text };
    case 'ended':
    case 'lost':
      return { phase: 'collecting', since: undefined, detail: undefined };
  }
}

function ticketStatus(observation: Observation, busy: readonly Action[], ticket: Ticket): TicketStatus {
  const { id, title, attempts: attempt, run, landed } = ticket.fields;
  const base = { id, title, attempt, since: undefined, detail: undefined, landed: landed === undefined ? undefined : { commit: landed.commit, tree: landed.tree } };
  if (ticket.state === 'in-progress') {
    if (run !== undefined) return { ...base, ...codingPhase(observation.runs.get(run)) };
    const isLanding = observation.snapshot.intent?.ticket === id || busy.some((action) => actionKey(action) === 'landing');
    const detail = observation.queue.find((view) => view.ticket === id)?.waits;
    return { ...base, phase: isLanding ? 'landing' : 'testing', detail };
  }
  if (ticket.state !== 'open') return { ...base, phase: ticket.state };
  const unmet = ticket.fields['depends-on'].filter((other) => observation.snapshot.tickets.get(other)?.state !== 'done');
  return unmet.length > 0 ? { ...base, phase: 'waiting', detail: `for ${unmet.join(', ')}` } : { ...base, phase: 'open' };
}

/** The state of a project as every surface shows it. Pure. */
export function statusOf(observation: Observation, waits: readonly Wait[], busy: readonly Action[]): Status {
  const { snapshot, master, health } = observation;
  const tickets = [...snapshot.tickets.values()].sort((a, b) => a.fields.id.localeCompare(b.fields.id));
  return { branch: snapshot.config?.branch, master, health, tickets: tickets.map((ticket) => ticketStatus(observation, busy, ticket)), waits };
}
