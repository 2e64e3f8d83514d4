import type { Contribution } from '../contribution.js';

/** Orders to the engine: pause, resume, stop, hold, retry, eject, note, revert. */
export const controlContribution: Contribution = {};
