import type { Beginning } from '../../plan/promotion.js';
import type { Intent } from '../../plan/schemas.js';
import type { Stack } from '../../queue/planner/queuePlan.js';
import { stackKey } from '../../queue/planner/queuePlan.js';
import type { WorkSeed } from '../../plan/workTransitions.js';

/** What a run is at: a ticket, or a piece of work of another role than coding. */
export type OfRun = { readonly ticket: string } | { readonly work: string };

/** Something to be done; safe to be decided again, and to be done again. */
export type Action =
  | { readonly kind: 'sweep' }
  /** Removes worktrees of tickets that have ended, down to so many as the configuration leaves there. */
  | { readonly kind: 'clear-worktrees' }
  | { readonly kind: 'recover'; readonly intent: Intent }
  | (OfRun & { readonly kind: 'launch' | 'collect' | 'mail' | 'stop' })
  | { readonly kind: 'begin'; readonly work: string; readonly seed: WorkSeed }
  | { readonly kind: 'drop'; readonly work: string }
  | { readonly kind: 'withdraw' | 'default' | 'route'; readonly question: string }
  /** The answer about its budget was to stop it. */
  | (OfRun & { readonly kind: 'exhaust' })
  | { readonly kind: 'drop-mend'; readonly ticket: string }
  /** Asks the gate's tools for their versions. */
  | { readonly kind: 'tools' }
  | { readonly kind: 'test-master' }
  /** A test of a stack on `base`; `submissions` are the commits of its tickets, in their order. */
  | { readonly kind: 'test'; readonly stack: Stack; readonly submissions: readonly string[]; readonly base: string }
  /** A test of a green candidate with the tests as they were on its base: for those to see who look at it. */
  | { readonly kind: 'base-tests'; readonly ticket: string; readonly submission: string; readonly candidate: string; readonly base: string }
  /** Says whose fault it is that a submission alone on master is red, or does not merge. */
  | { readonly kind: 'settle'; readonly ticket: string; readonly submission: string }
  | { readonly kind: 'land'; readonly stack: Stack }
  /** `beginning`: a first attempt that is not on the first rung. */
  | { readonly kind: 'start'; readonly ticket: string; readonly beginning?: Beginning };

function ofAction(action: OfRun): string {
  return 'ticket' in action ? `ticket ${action.ticket}` : `work ${action.work}`;
}

/** An action that gives a ticket or a piece of work its next run. */
export type Starting = Action & { readonly kind: 'begin' | 'start' };

/** Whether an action takes one of the lanes, of which there are only so many. */
export function takesLane({ kind }: Action): boolean {
  return kind === 'test' || kind === 'settle' || kind === 'test-master' || kind === 'tools' || kind === 'base-tests';
}

/** What an action needs for itself: two with one key never run at once. There is one landing. */
export function actionKey(action: Action): string {
  switch (action.kind) {
    case 'sweep':
    case 'clear-worktrees':
    case 'tools':
    case 'test-master':
      return action.kind;
    case 'test':
      return `test ${stackKey(action.stack)}`;
    case 'base-tests':
      return `base-tests ${action.ticket}`;
    case 'settle':
      return `settle ${action.ticket}`;
    case 'recover':
    case 'land':
      return 'landing';
    case 'launch':
    case 'collect':
    case 'mail':
    case 'stop':
    case 'start':
    case 'begin':
    case 'drop':
    case 'drop-mend':
    case 'exhaust':
      return ofAction(action);
    case 'withdraw':
    case 'default':
    case 'route':
      return `question ${action.question}`;
  }
}

/** Why nothing more is being done, and whether only the engineer can change that. */
export interface Wait {
  readonly words: string;
  readonly engineer: boolean;
}

export interface Decision {
  readonly actions: readonly Action[];
  readonly waits: readonly Wait[];
  /** The keys of tests that are to be ended: nobody needs their results. */
  readonly cancels: readonly string[];
}
