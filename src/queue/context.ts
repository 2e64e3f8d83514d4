import type { Git } from '../git/git.js';
import type { ProjectFolder } from '../git/projectFolder.js';
import type { Repository } from '../git/repository.js';
import type { Refusal, Transition } from '../plan/transitions.js';
import type { Written } from '../plan/store.js';
import type { Ports } from '../platform/ports.js';

/** What the queue works with in one project. */
export interface QueueContext {
  readonly ports: Ports;
  readonly repository: Repository;
  /** The top folder of the engineer's checkout, from which set-up copies files that git does not track. */
  readonly checkout: string;
  readonly settings: ReadonlyMap<string, string>;
  readonly project: ProjectFolder;
  /** A repository of ours with a closed configuration, for snapshots and merges in memory. */
  readonly closedGit: Git;
  /** The branch that is kept green. */
  readonly branch: string;
}

/** Makes a transition on the plan in the engine's name. */
export interface PlanWriter {
  readonly machine: string;
  readonly epoch: number;
  write(transition: Transition): Promise<Written | Refusal>;
}
