import type { Pending } from '../../plan/schemas.js';
import type { Stack } from '../../queue/planner/queuePlan.js';
import type { Stacks } from '../../queue/stacks.js';
import type { Action } from '../deciding/action.js';
import { actionKey } from '../deciding/action.js';

/** A test that runs, as it stands to master as it is now. */
export interface RunningTest {
  /** Its action's. */
  readonly key: string;
  /** The stack on master that it tests, or undefined: nothing that could land comes of it any more. */
  readonly stack: Stack | undefined;
  /** The stack that it tests on a master of before, where one of its tickets still waits: it says what is likely. */
  readonly earlier?: Stack;
  /** Whose fault a red one is, is looked for. */
  readonly settles: boolean;
  /** What it stood on when it began, where that is known. */
  readonly base?: string;
}

type Waiting = ReadonlyMap<string, Pick<Pending, 'commit'>>;

/** What is left of a stack when its lowest have landed: its own candidates are then what master is. */
function leftOf(stacks: Pick<Stacks, 'at'>, { stack, submissions, base }: Action & { readonly kind: 'test' }, master: string): Stack | undefined {
  let below = base;
  for (let at = 0; at < stack.length; at += 1) {
    if (below === master) return stack.slice(at);
    const built = stacks.at(below, submissions[at] ?? '');
    if (built === undefined || !('commit' in built)) return undefined;
    below = built.commit;
  }
  return undefined;
}

/** What the tests among `busy` are about, with the submissions that may be tested now. */
export function runningTests(busy: readonly Action[], stacks: Pick<Stacks, 'at' | 'before'>, master: string, waiting: Waiting): readonly RunningTest[] {
  return busy.flatMap((action): readonly RunningTest[] => {
    const key = actionKey(action);
    if (action.kind === 'settle') {
      return [{ key, stack: waiting.get(action.ticket)?.commit === action.submission ? [action.ticket] : undefined, settles: true }];
    }
    if (action.kind !== 'test') return [];
    const left = leftOf(stacks, action, master);
    const first = action.stack.length - (left?.length ?? 0);
    const waits = (ticket: string, at: number): boolean => waiting.get(ticket)?.commit === action.submissions[at];
    if (left?.every((ticket, at) => waits(ticket, first + at)) === true) return [{ key, stack: left, settles: false, base: action.base }];
    const isOfUse = left === undefined && stacks.before(master).includes(action.base) && action.stack.some(waits);
    return [{ key, stack: undefined, ...(isOfUse ? { earlier: action.stack } : {}), settles: false, base: action.base }];
  });
}
