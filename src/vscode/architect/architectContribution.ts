import type { Contribution } from '../contribution.js';

/** Talking with the architect, and deciding on drafts of the spec. */
export const architectContribution: Contribution = {};
