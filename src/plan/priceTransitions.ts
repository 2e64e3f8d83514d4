import { pricesPath } from './paths.js';
import type { Prices } from './prices.js';
import { printPrices } from './prices.js';
import { shippedPrices } from './shippedPrices.js';
import type { Transition } from './transition.js';

/** The prices that Sanctum ships, and beside them what a table has for other models. */
export function updatedPrices(present: Prices | undefined): Prices {
  return { ...shippedPrices, models: { ...present?.models, ...shippedPrices.models } };
}

/** Puts a table of prices onto the plan. */
export function setPrices(prices: Prices): Transition {
  return () => ({ transition: 'configure', subject: `prices of ${prices.dated}`, changes: new Map([[pricesPath, printPrices(prices)]]) });
}
