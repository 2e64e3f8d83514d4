import type { Phase } from '../../engine/status/status.js';
import type { WorkPhase } from '../../engine/status/workStatus.js';
import type { Session } from '../hosting/session.js';

/** What a row of the views stands for. */
export type NodeKind = 'repository' | 'spec' | 'draft' | 'areas' | 'area' | 'group' | 'ticket' | 'queue' | 'queued' | 'decisions' | 'decision' | 'problems' | 'problem' | 'question' | 'run' | 'work' | 'engine' | 'page';

/**
 * A row of the views, as commands are given it by VS Code when they are called from its menu.
 *
 * Its `contextValue`, for the `viewItem` of menus, is one of: `repository`, `spec`, `spec.draft`, `draft`, `areas`, `area`, `group`,
 * `ticket.<phase>` (open, waiting, held, parked, starting, coding, collecting, testing, reviewing, landing, done, stuck, cancelled), `queue`,
 * `queued.<phase>` (a ticket in the queue), `decisions`, `decision`, `problems`, `problem`, `question.<level>` while it is open (engineer, manager,
 * architect), `question.answered`, `question.withdrawn`, `run` (a ticket's run or that of a piece of work, at work), `work.<phase>` (starting,
 * parked, stuck: a piece of work without a run at work), `ticket.parked` also in the view Agents, `engine`.
 */
export interface PlanNode {
  readonly session: Session;
  readonly kind: NodeKind;
  /** By id: the ticket, or the ticket that the run works on. */
  readonly ticket?: string;
  readonly question?: string;
  readonly run?: string;
  /** By name: the piece of work, or the piece of work that the run is at. */
  readonly work?: string;
  readonly area?: string;
  /** Where its document lies on the plan branch. */
  readonly path?: string;
}

/** The phases that a `contextValue` of `ticket.` and `work.` can end in. */
export type TicketContext = `ticket.${Phase}`;
export type WorkContext = `work.${Exclude<WorkPhase, 'working'>}`;

/** Whether an argument that a command was given is a row of the views. */
export function isPlanNode(argument: unknown): argument is PlanNode {
  return typeof argument === 'object' && argument !== null && 'session' in argument && 'kind' in argument && typeof argument.kind === 'string';
}
