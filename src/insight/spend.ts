import { byHand } from '../plan/handTransitions.js';
import type { RunFields } from '../plan/schemas.js';
import { cutOffWords } from './cost.js';
import { shortCount } from './shortCount.js';

/** What some runs took, as far as their records tell. */
export interface Spend {
  readonly runs: number;
  /** From their starts to their ends, added up. */
  readonly minutes: number;
  /** Read and written; undefined where no agent told. */
  readonly tokens: number | undefined;
  /** By the prices of their days, else as the agents themselves reckon it; undefined where nothing is known. */
  readonly dollars: number | undefined;
  /** How many runs told no tokens: they were killed, or their backend cannot tell. */
  readonly untold: number;
  /** How many told some, and not all: they were ended in the middle of their work. */
  readonly cutOff: number;
  /** The models at work, the first one first. */
  readonly models: readonly string[];
  /** How far they were confined. */
  readonly containments: readonly RunFields['containment'][];
}

function sum(numbers: readonly number[]): number | undefined {
  return numbers.length === 0 ? undefined : numbers.reduce((total, one) => total + one, 0);
}

/** What a run cost in dollars: by the prices of its day, else as its agent reckoned; undefined where neither is known. */
export function moneyOf({ charged, cost }: Pick<RunFields, 'charged' | 'cost'>): number | undefined {
  return charged ?? cost;
}

/** Adds up what runs took. The engineer's own work is no run of a model's. */
export function spendOf(records: readonly RunFields[]): Spend {
  const runs = records.filter(({ model }) => model !== byHand);
  const times = runs.map(({ started, ended }) => (started === undefined ? 0 : Math.max(0, Date.parse(ended) - Date.parse(started)) / 60_000));
  return {
    runs: runs.length,
    minutes: sum(times) ?? 0,
    tokens: sum(runs.flatMap(({ tokens }) => (tokens === undefined ? [] : [tokens.input + tokens.output]))),
    dollars: sum(runs.flatMap((run) => moneyOf(run) ?? [])),
    untold: runs.filter(({ tokens }) => tokens === undefined).length,
    cutOff: runs.filter((run) => run['cut-off'] === true).length,
    models: [...new Set(runs.map(({ model }) => model))],
    containments: [...new Set(runs.map(({ containment }) => containment))],
  };
}

/** What several plans took together. */
export function addSpends(spends: readonly Spend[]): Spend {
  const each = <T>(of: (spend: Spend) => T | undefined): T[] => spends.map(of).filter((one) => one !== undefined);
  return {
    runs: sum(each(({ runs }) => runs)) ?? 0,
    minutes: sum(each(({ minutes }) => minutes)) ?? 0,
    tokens: sum(each(({ tokens }) => tokens)),
    dollars: sum(each(({ dollars }) => dollars)),
    untold: sum(each(({ untold }) => untold)) ?? 0,
    cutOff: sum(each(({ cutOff }) => cutOff)) ?? 0,
    models: [...new Set(spends.flatMap(({ models }) => models))],
    containments: [...new Set(spends.flatMap(({ containments }) => containments))],
  };
}

/** Those that ended at `since` (milliseconds since the epoch) or later. */
export function endedSince(records: readonly RunFields[], since: number): readonly RunFields[] {
  return records.filter(({ ended }) => Date.parse(ended) >= since);
}

/** ` (2 runs told no tokens; 1 run cut off, not measured whole)`: what is not among the tokens and the money; empty where all is. */
export function unmeasuredWords({ untold, cutOff }: Pick<Spend, 'untold' | 'cutOff'>): string {
  const parts = [...(untold === 0 ? [] : [`${String(untold)} ${untold === 1 ? 'run' : 'runs'} told no tokens`]), ...(cutOff === 0 ? [] : [cutOffWords(cutOff)])];
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}

/** `$1.24, 36k tokens`: what is known of money and tokens in a few characters, or undefined where nothing is. */
export function spendWords({ dollars, tokens }: Spend): string | undefined {
  const parts = [dollars === undefined ? undefined : `$${dollars.toFixed(2)}`, tokens === undefined ? undefined : `${shortCount(tokens)} tokens`];
  const told = parts.filter((part) => part !== undefined);
  return told.length === 0 ? undefined : told.join(', ');
}
