import type { SanctumWindow } from '../sanctumWindow.js';

/** Approving commands that come from a repository. */
export function registerTrust(_window: SanctumWindow): void {}
