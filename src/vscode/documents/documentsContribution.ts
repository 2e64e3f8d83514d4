import type { Contribution } from '../contribution.js';

/** The plan as documents that can be read, searched and edited. */
export const documentsContribution: Contribution = {};
