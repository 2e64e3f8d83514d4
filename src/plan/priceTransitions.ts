import { pricesPath } from './paths.js';
import type { Prices } from './prices.js';
import { printPrices } from './prices.js';
import { shippedPrices } from './shippedPrices.js';
import type { Transition } from './transition.js';

/** The prices that Sanctum ships, and beside them what a table has for other models. */
export function updatedPrices(present: Prices | undefined): Prices {
  return { ...shippedPrices, models: { ...present?.models, ...shippedPrices.models } };
}

/** Brings the plan's table up to date; refused where it cannot be read, since its own rows would be lost. */
export function updatePrices(snapshot: Parameters<Transition>[0]): ReturnType<Transition> {
  const problem = snapshot.problems.find(({ path }) => path === pricesPath);
  if (problem !== undefined) return { refused: `${pricesPath} on the branch sanctum/plan cannot be read, and its own rows would be lost: ${problem.words} Mend it, or remove it, first.` };
  return setPrices(updatedPrices(snapshot.prices))(snapshot);
}

/** Puts a table of prices onto the plan. */
export function setPrices(prices: Prices): Transition {
  return () => ({ transition: 'configure', subject: `prices of ${prices.dated}`, changes: new Map([[pricesPath, printPrices(prices)]]) });
}
