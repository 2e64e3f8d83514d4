import type { SanctumWindow } from '../sanctumWindow.js';

/** Agents' worktrees as folders of the window, and work by hand. */
export function registerWorktrees(_window: SanctumWindow): void {}
