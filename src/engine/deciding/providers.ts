import { providerOf } from '../../agents/provider.js';
import type { Control } from '../../plan/planningSchemas.js';
import type { RunFields } from '../../plan/schemas.js';
import { consequenceOf } from '../runs/consequences.js';
import type { Consequence } from '../runs/consequences.js';
import { begunAt } from '../runs/runId.js';

const second = 1000;
const minute = 60 * second;
/** The first rest of a row, and the longest; twice as long each time. */
const [firstRest, longestRest] = [minute, 30 * minute];
/** Later than any account is renewed: a reset beyond it is an error of who stated it. */
const furthestReset = 35 * 24 * 60 * minute;

/** A provider, or one model of it, that did not serve when it was asked last. */
export interface Resting {
  /** As an engineer calls it: `codex`, or the model where only that rests. */
  readonly name: string;
  /** When it may be tried again, in milliseconds since the epoch; undefined when only the engineer can say. */
  readonly until: number | undefined;
  /** When the last failure of the row ended. */
  readonly since: number;
  readonly cause: string;
  /** What was said of it, in a line. */
  readonly words: string;
  /** The ticket or the piece of work that failed last. */
  readonly failed: string;
  /** How often it failed, one trial after the other. */
  readonly times: number;
}

/** What was heard of the outside since. */
export interface Mending {
  /** When what a provider runs with (its login, its settings) was changed last, in milliseconds since the epoch. */
  readonly changed: (provider: string) => number | undefined;
  /** When this engine was started; undefined for who only looks on. */
  readonly opened: number | undefined;
  /** When the engineer said that a provider is to be tried again. */
  readonly woken: (provider: string) => number | undefined;
}

/** When the engineer said that a provider, or one model of it, is to be tried again, in milliseconds since the epoch. */
export function wordOn({ woken = [] }: Control, name: string): number | undefined {
  const word = woken.find(({ provider }) => provider === name);
  return word === undefined ? undefined : Date.parse(word.at);
}

interface Failed {
  readonly record: RunFields;
  readonly consequence: Consequence;
}

/** Between 0 and 1, by chance, and always the same for a run: the last part of its id is random. */
function chanceOf(run: string): number {
  return (Number.parseInt(run.slice(-4), 16) || 0) / 0x10000;
}

/** How long a provider rests that failed so often in a row: twice as long each time, and up to a quarter more, so that not all come back at once. */
export function restAfter(times: number, run: string): number {
  return Math.min(firstRest * 2 ** (times - 1), longestRest) * (1 + chanceOf(run) / 4);
}

/** Until when, by what was stated and by how often it failed; undefined for a failure that somebody has to mend. */
function untilOf({ record, consequence }: Failed, times: number): number | undefined {
  if (consequence.ends === 'mended') return undefined;
  const ended = Date.parse(record.ended);
  const stated = record.failure?.until === undefined ? undefined : Date.parse(record.failure.until);
  if (stated === undefined || stated > ended + furthestReset) return ended + restAfter(times, record.run);
  // A reset that was stated and did not come is believed less each time.
  return Math.max(stated, times === 1 ? ended : ended + restAfter(times - 1, record.run));
}

function nameOf({ record, consequence }: Failed): string {
  return consequence.rests === 'model' ? record.model : providerOf(record.model);
}

/** Whether a run shows that its model serves. One that was ended from outside, or that broke off, shows nothing. */
function shows({ reason, failure, submitted }: RunFields): boolean {
  return submitted || (reason === 'exited' && (failure === undefined || failure.cause === 'context' || failure.cause === 'refusal'));
}

function afterFailure(before: Resting | undefined, failed: Failed): Resting {
  const { record } = failed;
  const ended = Date.parse(record.ended);
  // Runs that were at work side by side fail side by side: that is one failure.
  const isTrial = before === undefined || begunAt(record.run) >= before.since;
  const times = (before?.times ?? 0) + (isTrial ? 1 : 0);
  const until = untilOf(failed, times);
  const words = record.outcome === 'submitted' ? (record.failure?.cause ?? '') : record.outcome;
  const latest = isTrial || before.until === undefined || until === undefined ? until : Math.max(before.until, until);
  return { name: nameOf(failed), until: isTrial || before.until !== undefined ? latest : undefined, since: ended, cause: record.failure?.cause ?? '', words, failed: record.ticket ?? record.work ?? '', times };
}

/** The moment from which on it may be tried because something was mended, or undefined. */
function mendedAt({ since, name }: Resting, { ends }: Consequence, { changed, opened, woken }: Mending): number | undefined {
  const provider = providerOf(name);
  // Times are of whole seconds: a word of the same second was said of the failure, which the engineer had seen.
  const said = [woken(provider), woken(name)].find((at) => at !== undefined && at >= since);
  return said ?? (ends === 'by itself' ? [] : [changed(provider), opened]).find((at) => at !== undefined && at > since);
}

/** All that did not serve when it was asked last, by name; read from the runs that ended last, in any order. Pure. */
export function restingProviders(runs: readonly RunFields[], mending: Mending): ReadonlyMap<string, Resting> {
  const resting = new Map<string, Resting>();
  for (const record of [...runs].sort((one, other) => Date.parse(one.ended) - Date.parse(other.ended))) {
    const consequence = consequenceOf(record.failure?.cause);
    if (consequence !== undefined && consequence.rests !== 'nothing') {
      const failed = { record, consequence };
      const name = nameOf(failed);
      resting.set(name, afterFailure(resting.get(name), failed));
    } else if (shows(record)) {
      for (const name of [providerOf(record.model), record.model]) {
        const rest = resting.get(name);
        // What was begun before the failure may have been served before it, too.
        if (rest !== undefined && (begunAt(record.run) >= rest.since || (rest.until !== undefined && Date.parse(record.ended) >= rest.until))) resting.delete(name);
      }
    }
  }
  return new Map(
    [...resting].map(([name, rest]) => {
      const mended = mendedAt(rest, consequenceOf(rest.cause) as Consequence, mending);
      return [name, mended === undefined ? rest : { ...rest, until: Math.min(mended, rest.until ?? mended) }];
    }),
  );
}
