import type { Contribution } from '../contribution.js';

/** From a repository without a plan to one with its engine running. */
export const beginningContribution: Contribution = {};
