import { isDecided, setOfStack } from './horizon.js';
import type { Horizon } from './horizon.js';
import type { QueueLook, Stack } from './queuePlan.js';

/** The running tests that tell nothing any more. A test that may still tell something is never cancelled, however little. */
export interface Cancelled {
  readonly cancel: readonly Stack[];
  readonly cancelEarlier: readonly Stack[];
}

/**
 * On this master: stacks on something that is known to be red, those within what can land as a whole, and those with a ticket that has left or
 * is settled; but not the test of a settled ticket alone, which looks for the cause. On an earlier master: stacks of which nobody waits any more.
 */
export function cancelledTests({ testing, earlier = [] }: QueueLook, horizon: Horizon, waiting: ReadonlySet<string>, settled: ReadonlySet<string>): Cancelled {
  const isOver = (stack: Stack): boolean => {
    if (stack.length === 1 && stack.every((ticket) => settled.has(ticket))) return false;
    if (!stack.every((ticket) => waiting.has(ticket))) return true;
    const set = setOfStack(horizon, stack);
    return set !== undefined && isDecided(horizon, set);
  };
  return {
    cancel: testing.filter(isOver),
    cancelEarlier: earlier.filter(({ stack, finding }) => finding === undefined && !stack.some((ticket) => waiting.has(ticket))).map(({ stack }) => stack),
  };
}
