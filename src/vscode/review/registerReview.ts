import type { SanctumWindow } from '../sanctumWindow.js';

/** What an agent made, before and after it lands; master's tests; a run as it goes. */
export function registerReview(_window: SanctumWindow): void {}
