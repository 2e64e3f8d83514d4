import { cancelledTests } from './cancelling.js';
import { horizonOf, stackOf } from './horizon.js';
import { landingOf } from './landing.js';
import type { QueueLook, QueuePlan } from './queuePlan.js';
import { conflictRisk } from './risk.js';
import { settledTickets } from './settling.js';
import { chooseStacks } from './stackChoice.js';
import { worldsOf } from './worlds.js';

/** What to test, to land and to give up, as the queue is now. Pure: the same look gives the same plan. While something is to land nothing is begun, since it moves master. */
export function planQueue(look: QueueLook): QueuePlan {
  const settle = settledTickets(look);
  const settled = new Set(settle);
  const waiting = look.entries.filter(({ ticket }) => !settled.has(ticket));
  const horizon = horizonOf(look, waiting);
  const landing = landingOf(horizon);
  const cancelled = cancelledTests(look, horizon, new Set(waiting.map(({ ticket }) => ticket)), settled);
  const runningEarlier = (look.earlier ?? []).filter(({ finding }) => finding === undefined).length - cancelled.cancelEarlier.length;
  const free = look.lanes - (look.testing.length - cancelled.cancel.length) - runningEarlier;
  const isQuiet = landing !== undefined || free <= 0 || horizon.entries.length === 0;
  const chosen = isQuiet ? [] : chooseStacks(horizon, worldsOf(horizon, look.conflictRisk ?? conflictRisk), free, look.lanes);
  return { land: landing === undefined ? undefined : stackOf(horizon, landing), settle, test: chosen.map((set) => stackOf(horizon, set)), ...cancelled };
}
