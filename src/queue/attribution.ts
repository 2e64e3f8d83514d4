import type { GateResult } from './gate.js';
import { isAllGreen } from './gate.js';

/** What is known of a candidate whose gate was red: the runs on its own tree so far, and the one on its base. */
export interface Evidence {
  readonly runs: readonly GateResult[];
  readonly base: GateResult | undefined;
  /** It is to mend a master that is known to be red: its base excuses nothing. */
  readonly mends?: boolean;
}

export type Attribution =
  | { readonly next: 'run-again' | 'run-base' }
  | { readonly cause: 'none' | 'flaky' | 'own' | 'infrastructure'; readonly result: GateResult };

/**
 * Attribution before blame. A red tree is run again: green then is flaky, recorded and not held against the ticket. Red twice, its base
 * is run: red there, where a verdict was green, is the machine's or master's fault; only green there makes it the ticket's own. A criterion
 * that is not met on the base either is no excuse: it is what the ticket was to bring.
 */
export function attribute(evidence: Evidence): Attribution {
  const last = evidence.runs.at(-1);
  if (last === undefined) return { next: 'run-again' };
  if (isAllGreen(last)) return { cause: evidence.runs.length > 1 ? 'flaky' : 'none', result: last };
  if (evidence.runs.length < 2) return { next: 'run-again' };
  if (evidence.mends === true) return { cause: 'own', result: last };
  if (evidence.base === undefined) return { next: 'run-base' };
  return { cause: evidence.base.green ? 'own' : 'infrastructure', result: last };
}
