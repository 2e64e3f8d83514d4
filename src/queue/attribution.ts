import type { GateResult } from './gate.js';
import { isAllGreen } from './gate.js';

/** What is known of a candidate whose gate was red. */
export interface Evidence {
  /** The runs on its own tree so far. */
  readonly runs: readonly GateResult[];
  /** The one on what the candidate stands on. */
  readonly base: GateResult | undefined;
  /** The one on the submission as it was handed in; `same` where that was made from the candidate's base. */
  readonly alone: GateResult | 'same' | undefined;
  /** All that failed in any of the runs is known to be flaky, by name. */
  readonly isKnownFlaky?: boolean;
  /** It is to mend a master that is known to be red: its base excuses nothing. */
  readonly mends?: boolean;
}

export type Attribution =
  | { readonly next: 'run-again' | 'run-base' | 'run-alone' }
  | { readonly cause: 'none' | 'flaky' | 'own' | 'neighbour' | 'infrastructure'; readonly result: GateResult };

/** So often a tree is run before it is called red; more often where it fails in nothing but tests that are known to be flaky. */
const [redRuns, flakyRuns] = [2, 4];

/**
 * Attribution before blame. A red tree is run again: green then is flaky, recorded and not held against the ticket. Red each time, its base
 * is run: red there, where a verdict was green, is the machine's or master's fault. Green there, the submission is run as it was handed in:
 * green so, it and what landed meanwhile do not go together, which is nobody's own fault; only red there too makes it the ticket's own. A
 * criterion that is not met on the base either is no excuse: it is what the ticket was to bring.
 */
export function attribute(evidence: Evidence): Attribution {
  const last = evidence.runs.at(-1);
  if (last === undefined) return { next: 'run-again' };
  if (isAllGreen(last)) return { cause: evidence.runs.length > 1 ? 'flaky' : 'none', result: last };
  if (evidence.runs.length < (evidence.isKnownFlaky === true ? flakyRuns : redRuns)) return { next: 'run-again' };
  if (evidence.mends === true) return { cause: 'own', result: last };
  if (evidence.base === undefined) return { next: 'run-base' };
  if (!evidence.base.green) return { cause: 'infrastructure', result: last };
  if (evidence.alone === undefined) return { next: 'run-alone' };
  return { cause: evidence.alone !== 'same' && isAllGreen(evidence.alone) ? 'neighbour' : 'own', result: last };
}
