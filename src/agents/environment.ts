import { dirname } from 'node:path';
import { closedEnvironment } from '../platform/closedEnvironment.js';

export const ticketVariable = 'SANCTUM_TICKET';
export const attemptVariable = 'SANCTUM_ATTEMPT';

export interface AgentPlace {
  /** A folder of the run's own, not the engineer's HOME. */
  readonly home: string;
  readonly temporary: string;
  readonly worktree: string;
  readonly tag: string;
  readonly ticket: string;
  readonly attempt: number;
}

/**
 * All that an agent may know of the machine, from an allow-list. The engineer's git configuration is kept out too: its hooks,
 * aliases and credential helpers would run in the agent's hands.
 */
export function agentEnvironment(machine: Readonly<Record<string, string>>, place: AgentPlace): Record<string, string> {
  return {
    ...closedEnvironment(machine, place),
    // Where the agent broke its `.git`, git must not go on looking above the worktree.
    GIT_CEILING_DIRECTORIES: dirname(place.worktree),
    [ticketVariable]: place.ticket,
    [attemptVariable]: String(place.attempt),
  };
}
