import type { Contribution } from '../contribution.js';

/** Questions where they come up, and one place for all of them. */
export const questionsContribution: Contribution = {};
