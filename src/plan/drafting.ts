import type { Draft } from './draft.js';
import type { Snapshot } from './snapshot.js';

/** What makes a draft unfit for the plan as it is now, in words for the agent that wrote it, or undefined. */
export function draftProblem(_snapshot: Snapshot, _draft: Draft): string | undefined {
  return undefined;
}
