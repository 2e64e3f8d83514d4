import type { AreaFields, BaseTests, Control, CriteriaFields, Cut, DecisionFields, QuestionFields, ProtectedApproval, Review, WorkFields } from './planningSchemas.js';
import type { ProposalFields } from './proposalSchemas.js';
import type { Prices } from './prices.js';
import type { Config, Intent, Lease, Pending, TicketFields, ToolVersion } from './schemas.js';
import type { TicketState } from './paths.js';

export interface Ticket {
  readonly path: string;
  readonly state: TicketState;
  readonly name: string;
  readonly text: string;
  readonly fields: TicketFields;
}

/** A document of the plan that was read. */
export interface Document<Fields> {
  readonly path: string;
  /** Its content's object id. */
  readonly blob: string;
  readonly text: string;
  readonly fields: Fields;
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
  /** What models cost; undefined where the plan does not say, or says it wrongly. */
  readonly prices?: Prices | undefined;
  readonly tickets: ReadonlyMap<string, Ticket>;
  readonly pending: ReadonlyMap<string, Pending>;
  readonly intent: Intent | undefined;
  readonly lease: Lease | undefined;
  /** What the tools of the gate said of themselves; undefined while they were not asked. */
  readonly tools?: readonly ToolVersion[] | undefined;
  /** The spec's content by its object id, or undefined while there is none. */
  readonly spec: string | undefined;
  /** The number of the newest accepted version of the spec; 0 before the first. */
  readonly version: number;
  /** By name. */
  readonly areas: ReadonlyMap<string, Document<AreaFields>>;
  /** What the spec (`undefined`) and each area were last cut for. */
  readonly cuts: ReadonlyMap<string | undefined, Cut>;
  /** Pieces of work of other roles than coding, by name. */
  readonly work: ReadonlyMap<string, Document<WorkFields>>;
  /** By id. */
  readonly questions: ReadonlyMap<string, Document<QuestionFields>>;
  /** By id, in the order in which they were pitched. */
  readonly proposals: ReadonlyMap<string, Document<ProposalFields>>;
  /** By ticket: that of the latest attempt that was reviewed. */
  readonly reviews: ReadonlyMap<string, Review>;
  /** By ticket: the protected changes of its latest attempt with such that the engineer approved. */
  readonly approvedChanges: ReadonlyMap<string, ProtectedApproval>;
  /** By ticket: what its latest attempt that was so tested comes to with the tests as they were. */
  readonly baseTests?: ReadonlyMap<string, BaseTests>;
  /** By ticket that is not at its end: what is known of the criteria of its latest attempt. */
  readonly criteria: ReadonlyMap<string, CriteriaFields>;
  /** By ticket, in the order in which they were written. */
  readonly notes: ReadonlyMap<string, readonly string[]>;
  /** How many decisions there are, those that cannot be read as well: their numbers are taken. */
  readonly decisions: number;
  /** By id, in the order in which they were made. */
  readonly decided: ReadonlyMap<string, Document<DecisionFields>>;
  readonly control: Control;
  /** The names of all verdicts, `<tree>-<fingerprint>`. */
  readonly verdicts: ReadonlySet<string>;
  readonly problems: readonly PlanProblem[];
}

export function ticketsIn(snapshot: Snapshot, state: TicketState): readonly Ticket[] {
  return [...snapshot.tickets.values()].filter((ticket) => ticket.state === state);
}
