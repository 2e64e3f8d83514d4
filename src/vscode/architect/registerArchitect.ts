import type { SanctumWindow } from '../sanctumWindow.js';

/** Talking with the architect, and deciding on drafts of the spec. */
export function registerArchitect(_window: SanctumWindow): void {}
