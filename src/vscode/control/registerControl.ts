import type { SanctumWindow } from '../sanctumWindow.js';

/** Orders to the engine: pause, resume, stop, hold, retry, eject, note, revert. */
export function registerControl(_window: SanctumWindow): void {}
