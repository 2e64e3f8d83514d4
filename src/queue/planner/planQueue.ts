import type { Finding, QueueLook, QueuePlan, Stack } from './queuePlan.js';
import { stackKey } from './queuePlan.js';

/** What to test, to land and to give up, as the queue is now. Pure: the same look gives the same plan. */
export function planQueue({ entries, known, testing, lanes }: QueueLook): QueuePlan {
  const finding = (stack: Stack): Finding | undefined => known.get(stackKey(stack));
  const tickets = entries.map(({ ticket }) => ticket);
  const [head] = tickets;
  if (head === undefined) return { land: undefined, settle: [], test: [], cancel: testing };
  const alone = finding([head]);
  const isTesting = testing.some((stack) => stackKey(stack) === head);
  return {
    land: alone === 'green' && entries[0]?.mayLand === true ? [head] : undefined,
    settle: alone === 'red' || alone === 'conflict' ? [head] : [],
    test: alone === undefined && !isTesting && lanes > 0 ? [[head]] : [],
    cancel: testing.filter((stack) => stackKey(stack) !== head),
  };
}
