import type { Contribution } from '../contribution.js';

/** Agents' worktrees as folders of the window, and work by hand. */
export const worktreesContribution: Contribution = {};
