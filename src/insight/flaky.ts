import type { Verdict } from '../plan/schemas.js';

/** A test that was red and green on one and the same tree. */
export interface FlakyTest {
  readonly name: string;
  /** In how many verdicts it was flaky. */
  readonly flaked: number;
  /** Of how many. */
  readonly verdicts: number;
  /** When it was last, ISO. */
  readonly last: string;
}

/** The flaky tests by what verdicts recorded, the worst first; `since` is in milliseconds since the epoch. Pure. */
export function flakyTests(verdicts: readonly Verdict[], since = -Infinity): readonly FlakyTest[] {
  const meant = verdicts.filter(({ finished }) => Date.parse(finished) >= since);
  const found = new Map<string, { flaked: number; last: string }>();
  for (const { cause, failing, quarantined, finished } of meant) {
    const names = new Set([...(cause === 'flaky' ? (failing ?? []) : []), ...(quarantined ?? [])]);
    for (const name of names) {
      const known = found.get(name) ?? { flaked: 0, last: '' };
      found.set(name, { flaked: known.flaked + 1, last: known.last > finished ? known.last : finished });
    }
  }
  const all = [...found].map(([name, one]) => ({ name, ...one, verdicts: meant.length }));
  return all.sort((one, other) => other.flaked - one.flaked || one.name.localeCompare(other.name, 'en'));
}

/** `adds: 3 of 40 (8 %), last 2026-11-21T04:30:00Z`. */
export function flakyLine({ name, flaked, verdicts, last }: FlakyTest, quarantine: readonly string[] = []): string {
  return `${name}: ${String(flaked)} of ${String(verdicts)} (${String(Math.round((100 * flaked) / verdicts))} %), last ${last}${quarantine.includes(name) ? ', in quarantine' : ''}`;
}
