import type { RunContainment } from '../../platform/sandbox.js';
import type { HostView } from '../../engine/hosting/engineHost.js';

/** What the runs of a ticket took so far, where their records tell. */
export interface Spent {
  readonly runs: number;
  readonly minutes: number;
  readonly tokens: number | undefined;
  readonly models: readonly string[];
  /** How far they were confined. */
  readonly containments?: readonly RunContainment[];
}

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
  /** Read when it is asked for. */
  readonly spent: (ticket: string) => Promise<Spent | undefined>;
}
