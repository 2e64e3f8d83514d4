import type { EntrySet } from './entrySet.js';
import { firstOf, isWithin, sizeOf } from './entrySet.js';
import type { Horizon } from './horizon.js';

/**
 * The longest stack that was tested green on this very master and may land as a whole; of two that are as long the one that begins nearer to
 * the head. To wait with it for a longer one that is still being tested was tried: it gained nothing, and whoever is proved waits.
 */
export function landingOf({ known, mayLand, overdue, restingLandings }: Horizon): EntrySet | undefined {
  return known
    .filter(({ set, finding }) => finding === 'green' && isWithin(set, mayLand) && isWithin(overdue, set) && !restingLandings.includes(set))
    .map(({ set }) => set)
    .sort((a, b) => sizeOf(b) - sizeOf(a) || firstOf(a) - firstOf(b))[0];
}
