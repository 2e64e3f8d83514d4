import type { SanctumWindow } from '../sanctumWindow.js';

/** The status bar: master's health, runs, open questions. */
export function registerStatusBar(_window: SanctumWindow): void {}
