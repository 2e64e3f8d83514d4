import type { Config, Intent, Lease, Pending, TicketFields } from './schemas.js';
import type { TicketState } from './paths.js';

export interface Ticket {
  readonly path: string;
  readonly state: TicketState;
  readonly name: string;
  readonly text: string;
  readonly fields: TicketFields;
}

/** A document of the plan that cannot be used, and why. */
export interface PlanProblem {
  readonly path: string;
  readonly words: string;
}

/** The whole plan at one commit, as data. */
export interface Snapshot {
  readonly commit: string;
  readonly tree: string;
  /** Undefined when `sanctum.json` is missing or broken; `problems` says how. */
  readonly config: Config | undefined;
  readonly tickets: ReadonlyMap<string, Ticket>;
  readonly pending: ReadonlyMap<string, Pending>;
  readonly intent: Intent | undefined;
  readonly lease: Lease | undefined;
  /** The names of all verdicts, `<tree>-<fingerprint>`. */
  readonly verdicts: ReadonlySet<string>;
  readonly problems: readonly PlanProblem[];
}

export function ticketsIn(snapshot: Snapshot, state: TicketState): readonly Ticket[] {
  return [...snapshot.tickets.values()].filter((ticket) => ticket.state === state);
}
