import type { Session } from '../hosting/session.js';

/** What a row of the views stands for. */
export type NodeKind = 'repository' | 'spec' | 'area' | 'group' | 'ticket' | 'queue' | 'queued' | 'decisions' | 'decision' | 'proposals' | 'proposal' | 'problems' | 'problem' | 'need' | 'question' | 'run' | 'work';

/**
 * A row of the views, as commands are given it by VS Code when they are called from its menu.
 *
 * Its `contextValue`, for the `viewItem` of menus, is one of: `repository` · `spec`, `spec.draft` (a draft waits for the engineer), `spec.none` ·
 * `area` · `group` (tickets of one state, or a hundred of them; questions of one kind) · `ticket.<phase>` (open, waiting, held, parked, starting,
 * coding, collecting, testing, reviewing, landing, done, stuck, cancelled) · `queue`, `queued.<phase>` (a ticket in the queue) · `decisions`,
 * `decision` · `proposals`, `proposal.<phase>` (open, designing, asking, stuck, filed, rejected) · `problems`, `problem` · `need.<kind>` (what waits for the engineer beside questions: approval, draft, proposal, wait) ·
 * `question.<level>` while it is open (engineer, manager, architect), `question.answered`, `question.withdrawn` · `run` (a run at work, of
 * `ticket` or of `work`) · `work.<phase>` (starting, parked, stuck: a piece of work without a run at work). In the view Agents a ticket
 * whose run is at work is a `run` with its `ticket`; one that is parked is a `ticket.parked` there too.
 */
export interface PlanNode {
  readonly session: Session;
  readonly kind: NodeKind;
  /** By id: the ticket, or the ticket that the run works on. */
  readonly ticket?: string | undefined;
  readonly question?: string | undefined;
  readonly proposal?: string | undefined;
  readonly run?: string | undefined;
  /** By name: the piece of work, or the piece of work that the run is at. */
  readonly work?: string | undefined;
  readonly area?: string | undefined;
  /** Where its document lies on the plan branch. */
  readonly path?: string | undefined;
}

/** Whether an argument that a command was given is a row of the views. */
export function isPlanNode(argument: unknown): argument is PlanNode {
  return typeof argument === 'object' && argument !== null && 'session' in argument && 'kind' in argument && typeof argument.kind === 'string';
}
