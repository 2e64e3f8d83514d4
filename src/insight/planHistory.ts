import type { RunFields, Verdict } from '../plan/schemas.js';

/** What a plan tells beside its tickets and its questions: everything that statistics are made of. */
export interface PlanHistory {
  /** Of ended runs. */
  readonly records: readonly RunFields[];
  readonly verdicts: readonly Verdict[];
  /** Which attempts at which tickets were reviewed. */
  readonly reviews: readonly { readonly ticket: string; readonly attempt: number }[];
}

/** Between two moments of a record, never less than nothing. */
export function minutesBetween(from: string, to: string): number {
  return Math.max(0, Date.parse(to) - Date.parse(from)) / 60_000;
}

/** The middle one, of an even number the lower of the two; undefined of nothing. */
export function median(numbers: readonly number[]): number | undefined {
  return [...numbers].sort((one, other) => one - other)[Math.floor((numbers.length - 1) / 2)];
}
