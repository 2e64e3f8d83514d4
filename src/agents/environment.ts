import { dirname } from 'node:path';
import { closedEnvironment } from '../platform/closedEnvironment.js';
import type { RunOrder } from './runOrder.js';

export const ticketVariable = 'SANCTUM_TICKET';
/** The piece of work by name; not set for a coding run. */
export const workVariable = 'SANCTUM_WORK';
export const attemptVariable = 'SANCTUM_ATTEMPT';

export interface AgentPlace {
  /** A folder of the run's own, not the engineer's HOME. */
  readonly home: string;
  readonly temporary: string;
  readonly worktree: string;
  readonly tag: string;
  readonly subject: RunOrder['subject'];
  readonly attempt: number;
}

/**
 * All that an agent may know of the machine, from an allow-list. The engineer's git configuration is kept out too: its hooks,
 * aliases and credential helpers would run in the agent's hands.
 */
export function agentEnvironment(machine: Readonly<Record<string, string>>, place: AgentPlace): Record<string, string> {
  const { ticket, work } = place.subject;
  return {
    ...closedEnvironment(machine, place),
    // Where the agent broke its `.git`, git must not go on looking above the worktree.
    GIT_CEILING_DIRECTORIES: dirname(place.worktree),
    ...(ticket === undefined ? {} : { [ticketVariable]: ticket }),
    ...(work === undefined ? {} : { [workVariable]: work }),
    [attemptVariable]: String(place.attempt),
  };
}
