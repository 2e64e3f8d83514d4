import type { AgentKit } from '../agents/kit.js';
import type { Runs } from '../agents/runs.js';
import type { Config } from '../plan/schemas.js';
import type { WorkFields } from '../plan/planningSchemas.js';
import type { Document, Snapshot, Ticket } from '../plan/snapshot.js';
import type { QueueContext } from '../queue/context.js';
import type { Lanes } from '../queue/lanes.js';
import type { EndedWorktrees } from './endedWorktrees.js';
import type { EngineWriter } from './engineWriter.js';
import type { Log } from './log.js';
import type { GateTools } from './queue/gateTools.js';
import type { Project } from './project.js';

/** What the engine asks of runs; a benchmark's agents are no processes. */
export type AgentRuns = Pick<Runs, 'start' | 'observe' | 'stop' | 'tell' | 'socketPath' | 'settleLost' | 'onChange'>;

/** What actions work with. */
export interface Performing {
  readonly project: Project;
  readonly queue: QueueContext;
  readonly lanes: Lanes;
  readonly writer: EngineWriter;
  readonly runs: AgentRuns;
  readonly kit: AgentKit;
  readonly tools: GateTools;
  readonly worktrees: EndedWorktrees;
  readonly log: Log;
  /** Aborted when the engine is to stop: gates are ended, and what they found so far does not count. */
  readonly stopping: AbortSignal;
}

/** What tests and landings work with. */
export type QueuePerforming = Pick<Performing, 'project' | 'queue' | 'lanes' | 'writer' | 'log' | 'stopping'>;

/** The action came to nothing by no fault of the ticket's: to be tried again after a while. */
export class ActionPostponed extends Error {
  override readonly name = 'ActionPostponed';
}

/** What every process of a run carries, but for its runner. */
export function runTag(project: Pick<Project, 'folder'>, run: string): string {
  return `run:${project.folder.path}/${run}`;
}

export function ticketOf(snapshot: Snapshot, id: string): Ticket {
  const ticket = snapshot.tickets.get(id);
  if (ticket === undefined) throw new ActionPostponed(`Ticket ${id} is gone.`);
  return ticket;
}

export function workOf(snapshot: Snapshot, name: string): Document<WorkFields> {
  const work = snapshot.work.get(name);
  if (work === undefined) throw new ActionPostponed(`The piece of work ${name} is gone.`);
  return work;
}

export function configOf(snapshot: Snapshot): Config {
  if (snapshot.config === undefined) throw new ActionPostponed('sanctum.json cannot be used.');
  return snapshot.config;
}
