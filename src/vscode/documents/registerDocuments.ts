import type { SanctumWindow } from '../sanctumWindow.js';

/** The plan as documents that can be read, searched and edited. */
export function registerDocuments(_window: SanctumWindow): void {}
