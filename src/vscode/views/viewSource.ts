import type { HostView } from '../../engine/hosting/engineHost.js';
import type { KnownCriterion } from '../../plan/planningSchemas.js';
import type { Spend } from '../../insight/spend.js';

/** What the rows of one repository are made of. */
export interface ViewSource {
  /** A short name that no other repository of this machine has. */
  readonly key: string;
  readonly name: string;
  readonly view: HostView;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The names of the files of decisions, read when they are asked for. */
  readonly decisions: () => Promise<readonly string[]>;
  /** Those of a ticket, with what is known of each; read when it is asked for. */
  readonly criteria: (ticket: string) => Promise<readonly KnownCriterion[]>;
  readonly spent: (ticket: string) => Promise<Spend | undefined>;
  /** What is foretold of a ticket, in words, set right by what others took; read when it is asked for. */
  readonly forecast: (ticket: string) => Promise<string | undefined>;
}
