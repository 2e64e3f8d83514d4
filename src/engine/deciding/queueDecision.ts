import { mayLand } from '../../queue/order.js';
import { planQueue } from '../../queue/planner/planQueue.js';
import type { Entry, QueueLook, QueuePlan, Stack } from '../../queue/planner/queuePlan.js';
import { stackKey } from '../../queue/planner/queuePlan.js';
import type { Action, Decision } from './action.js';
import type { Observation } from './observe.js';

/** What the queue's planner needs of an observation. */
export type QueueGround = Pick<Observation, 'snapshot' | 'queue' | 'known' | 'earlier' | 'testing' | 'lanes' | 'rests'>;

function stacksIn(rests: ReadonlyMap<string, string> = new Map()): readonly Stack[] {
  return [...rests.keys()].map((key) => key.split('+'));
}

/** Why what the plan would be at first rests, each reason once. */
function restWords(ground: QueueGround): readonly string[] {
  const { rests } = ground;
  if (rests === undefined || rests.tests.size + rests.landings.size === 0) return [];
  const { land, test } = queuePlan({ ...ground, rests: undefined });
  const words = [...(land === undefined ? [] : [rests.landings.get(stackKey(land))]), ...test.map((stack) => rests.tests.get(stackKey(stack)))];
  return [...new Set(words.filter((one) => one !== undefined))];
}

/** What the queue's planner looks at. Nothing lands while its review is not done, or while a look at the checkout speaks against it. */
export function queueLook({ snapshot, queue, known, earlier, testing, lanes, rests }: QueueGround): QueueLook {
  const settling = testing.filter(({ settles }) => settles).length;
  return {
    entries: queue.map(({ ticket, risk, paths, passed, unapproved = [], waits, behind }): Entry => {
      const pending = snapshot.pending.get(ticket);
      return { ticket, risk, paths, passed, mayLand: waits === undefined && behind === undefined && snapshot.control.frozen === undefined && (pending === undefined || mayLand(snapshot, pending, unapproved)) };
    }),
    known,
    earlier,
    testing: testing.flatMap(({ stack, settles }) => (stack === undefined || settles ? [] : [stack])),
    lanes: Math.max(0, lanes - settling),
    restingTests: stacksIn(rests?.tests),
    restingLandings: stacksIn(rests?.landings),
  };
}

/** The plan's word on what is queued. */
export function queuePlan(ground: QueueGround): QueuePlan {
  return planQueue(queueLook(ground));
}

/** Tests that nothing can come of any more, whatever else stands still. */
export function lostTests({ testing, asides = [] }: Pick<Observation, 'testing' | 'asides'>): readonly string[] {
  return [...testing.filter(({ stack, earlier }) => stack === undefined && earlier === undefined), ...asides.filter(({ isOfUse }) => !isOfUse)].map(({ key }) => key);
}

/** What is tested, landed and given up: causes of red ones are looked for first, since others wait for them. */
export function queueDecision(observation: Observation): Decision {
  const { snapshot, master, queue, testing, lanes, asides = [] } = observation;
  if (queue.length === 0 || master === undefined || snapshot.control.paused !== undefined) return { actions: [], waits: [], cancels: [] };
  const plan = queuePlan(observation);
  const submission = (ticket: string): string => snapshot.pending.get(ticket)?.commit ?? '';
  const settles = plan.settle.map((ticket): Action => ({ kind: 'settle', ticket, submission: submission(ticket) }));
  const lands: readonly Action[] = plan.land === undefined ? [] : [{ kind: 'land', stack: plan.land }];
  const tests = plan.test.map((stack): Action => ({ kind: 'test', stack, submissions: stack.map(submission), base: master }));
  const isNeeded = lanes - testing.length - tests.length - settles.length <= 0;
  const [wanted] = asides.length > 0 || isNeeded || plan.land !== undefined ? [] : queue.filter(({ baseTests }) => baseTests !== undefined);
  const aside: readonly Action[] = wanted?.baseTests === undefined ? [] : [{ kind: 'base-tests', ticket: wanted.ticket, submission: submission(wanted.ticket), candidate: wanted.baseTests.commit, base: wanted.baseTests.base }];
  const unwanted = new Set(plan.cancel.map(stackKey));
  const unwantedEarlier = new Set(plan.cancelEarlier?.map(stackKey));
  const obstructed = plan.land === undefined ? queue.find(({ waits }) => waits !== undefined) : undefined;
  const { frozen } = snapshot.control;
  const ready = frozen === undefined ? undefined : queuePlan({ ...observation, snapshot: { ...snapshot, control: { ...snapshot.control, frozen: undefined } } }).land;
  return {
    actions: [...settles, ...lands, ...tests, ...aside],
    waits: [
      ...restWords(observation).map((words) => ({ words, engineer: true })),
      ...(obstructed === undefined ? [] : [{ words: `ticket ${obstructed.ticket} cannot land: ${obstructed.waits ?? ''}`, engineer: true }]),
      ...(frozen === undefined || ready === undefined ? [] : [{ words: `${ready.join(', ')} may land, and landing is frozen by ${frozen.by} since ${frozen.at}${frozen.why === undefined ? '' : ` (${frozen.why})`} — let it go on with 'sanctum thaw'`, engineer: true }]),
    ],
    cancels: [...(tests.length + settles.length > 0 && isNeeded ? asides.map(({ key }) => key) : []), ...testing.filter(({ stack, earlier, settles: isSettling }) => !isSettling && (stack === undefined ? earlier !== undefined && unwantedEarlier.has(stackKey(earlier)) : unwanted.has(stackKey(stack)))).map(({ key }) => key)],
  };
}
