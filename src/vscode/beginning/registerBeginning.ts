import type { SanctumWindow } from '../sanctumWindow.js';

/** From a repository without a plan to one with its engine running. */
export function registerBeginning(_window: SanctumWindow): void {}
