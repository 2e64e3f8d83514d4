/** What a run's name says of it. */
export interface RunName {
  /** The ticket, or the piece of work. */
  readonly of: string;
  readonly attempt: number;
  /** When it began, ISO to the second. */
  readonly began: string;
}

/** Reads `R-20261121T043000-0012-1-abcd`; undefined for anything else. */
export function parseRunName(run: string): RunName | undefined {
  const [, date, time, of, attempt] = /^R-(\d{8})T(\d{6})-(.+)-(\d+)-[0-9a-z]+$/.exec(run) ?? [];
  if (date === undefined || time === undefined || of === undefined || attempt === undefined) return undefined;
  const began = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}Z`;
  return { of, attempt: Number(attempt), began };
}

/** The newest first. */
export function newestFirst(runs: readonly string[]): readonly string[] {
  return [...runs].sort((a, b) => (a < b ? 1 : -1));
}
