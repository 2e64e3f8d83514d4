import type { Git } from '../git/git.js';
import type { ProjectFolder } from '../git/projectFolder.js';
import type { Repository } from '../git/repository.js';
import type { Refusal, Transition } from '../plan/transition.js';
import type { Written } from '../plan/store.js';
import type { Config } from '../plan/schemas.js';
import type { Ports } from '../platform/ports.js';
import type { Command } from '../platform/processes.js';
import type { Stacks } from './stacks.js';
import type { Containment, Sandbox, SandboxedPlace } from '../platform/sandbox.js';

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
  /** Confines what runs in worktrees and lanes; undefined where the machine cannot. */
  readonly sandbox?: Sandbox | undefined;
  /** The branch that is kept green. */
  readonly branch: string;
  /** The candidates that were built. */
  readonly stacks: Stacks;
}

/** Makes a transition on the plan in the engine's name. */
export interface PlanWriter {
  readonly machine: string;
  readonly epoch: number;
  write(transition: Transition): Promise<Written | Refusal>;
}

/** How agents and gates run under this configuration. */
export function containmentOf(context: QueueContext, config: Pick<Config, 'sandbox'>): Containment {
  return config.sandbox === 'off' || context.sandbox === undefined ? 'none' : 'contained';
}

/** Confines a command to its place, or leaves it as it is where nothing is confined. The engineer's objects stay readable. */
export function confinement(context: QueueContext, config: Pick<Config, 'sandbox'>, place: SandboxedPlace): (command: Command) => Command {
  const { sandbox, repository } = context;
  if (sandbox === undefined || containmentOf(context, config) === 'none') return (command) => command;
  return (command) => sandbox.wrap(command, { ...place, readable: [repository.objectsFolder, ...place.readable] });
}
