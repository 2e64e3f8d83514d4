import type { Contribution } from '../contribution.js';

/** What an agent made, before and after it lands; master's tests; a run as it goes. */
export const reviewContribution: Contribution = {};
