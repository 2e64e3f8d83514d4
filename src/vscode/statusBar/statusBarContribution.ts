import type { Contribution } from '../contribution.js';

/** The status bar: master's health, runs, open questions. */
export const statusBarContribution: Contribution = {};
