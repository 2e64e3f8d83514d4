import type { Verdict } from '../plan/schemas.js';

/** Whether a tree with such a verdict may become master: it is green, or it mends a part of a red master and breaks nothing. */
export function isProof(verdict: Pick<Verdict, 'result' | 'cause'> | undefined): boolean {
  return verdict?.result === 'green' || verdict?.cause === 'lessens';
}
