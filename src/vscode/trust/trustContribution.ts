import type { Contribution } from '../contribution.js';

/** Approving commands that come from a repository. */
export const trustContribution: Contribution = {};
