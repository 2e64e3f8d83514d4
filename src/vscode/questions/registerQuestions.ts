import type { SanctumWindow } from '../sanctumWindow.js';

/** Questions where they come up, and one place for all of them. */
export function registerQuestions(_window: SanctumWindow): void {}
