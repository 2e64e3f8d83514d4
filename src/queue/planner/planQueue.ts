import type { EntrySet, Horizon } from './horizon.js';
import { horizonOf, isWithin, sizeOf, stackOf } from './horizon.js';
import type { QueueLook, QueuePlan } from './queuePlan.js';
import { stackKey } from './queuePlan.js';
import { chooseStacks } from './stackChoice.js';
import type { World } from './worlds.js';
import { greenChance, worldsOf } from './worlds.js';

export let holdFactor = 1;
export const setHold = (v: number): void => { holdFactor = v; };

function landingOf(horizon: Horizon, worlds: () => readonly World[]): EntrySet | undefined {
  const proved = horizon.known.filter(({ set, finding }) => finding === 'green' && isWithin(set, horizon.mayLand));
  if (proved.length === 0) return undefined;
  const best = proved.reduce((a, b) => (sizeOf(b.set) > sizeOf(a.set) || (sizeOf(b.set) === sizeOf(a.set) && (b.set & -b.set) < (a.set & -a.set)) ? b : a)).set;
  const hindered = horizon.testing.filter((set) => !isWithin(best, set) && !isWithin(set, best) && isWithin(set, horizon.mayLand));
  if (hindered.some((set) => holdFactor * greenChance(worlds(), set) * sizeOf(set) > sizeOf(best))) return undefined;
  return best;
}

/** What to test, to land and to give up, as the queue is now. Pure: the same look gives the same plan. */
export function planQueue(look: QueueLook): QueuePlan {
  const settle = look.entries.filter(({ ticket }) => {
    const alone = look.known.get(ticket);
    return alone === 'red' || alone === 'conflict' || look.earlier?.some(({ stack, finding }) => stack.length === 1 && stack[0] === ticket && finding !== undefined && finding !== 'green') === true;
  }).map(({ ticket }) => ticket);
  const gone = new Set(settle);
  const waiting = look.entries.filter(({ ticket }) => !gone.has(ticket));
  const horizon = horizonOf(look, waiting);
  let imagined: readonly World[] | undefined;
  const worlds = (): readonly World[] => (imagined ??= worldsOf(horizon, look.conflictRisk));
  const land = landingOf(horizon, worlds);
  const reds = horizon.known.filter(({ finding }) => finding !== 'green').map(({ set }) => set);
  const greens = horizon.known.filter(({ finding }) => finding === 'green').map(({ set }) => set);
  const isDecided = (set: EntrySet): boolean => reds.some((red) => isWithin(red, set)) || greens.some((green) => isWithin(set, green));
  const inHorizon = new Set(horizon.testing.filter((set) => !isDecided(set)).map((set) => stackKey(stackOf(horizon, set))));
  const cancel = look.testing.filter((stack) => !inHorizon.has(stackKey(stack)));
  const kept = { ...horizon, testing: horizon.testing.filter((set) => !isDecided(set)) };
  const runningEarlier = (look.earlier ?? []).filter(({ finding }) => finding === undefined);
  const cancelEarlier = runningEarlier.filter(({ stack }) => !stack.some((ticket) => waiting.some((entry) => entry.ticket === ticket))).map(({ stack }) => stack);
  const free = look.lanes - kept.testing.length - (runningEarlier.length - cancelEarlier.length);
  const test = land !== undefined || free <= 0 ? [] : chooseStacks(kept, worlds(), free, (set) => !isDecided(set) && !kept.testing.includes(set)).map((set) => stackOf(horizon, set));
  return { land: land === undefined ? undefined : stackOf(horizon, land), settle, test, cancel, cancelEarlier };
}
