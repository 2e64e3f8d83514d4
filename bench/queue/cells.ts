import { planQueue } from '../../src/queue/planner/planQueue.js';
import type { Change } from './arrivals.js';
import { arrivalsOf } from './arrivals.js';
import { oracle } from './oracle.js';
import { adaptiveTrain, batchAndBisect, serial, submitQueue, zuul } from './peers.js';
import type { Conditions, Policy, Simulation } from './simulate.js';
import { simulate } from './simulate.js';

export const ours = 'Sanctum';

/** The policies that are compared. */
export const policies: ReadonlyMap<string, Policy> = new Map<string, Policy>([
  ['serial', serial],
  ['batch of 8, bisect', batchAndBisect],
  ['Zuul, window = S', zuul],
  ["SubmitQueue's tree", submitQueue],
  ['adaptive train', adaptiveTrain],
  [ours, planQueue],
]);

/** What a policy came to in one cell, over all seeds; everything but `tests` and `passed` is a multiple of the oracle's. */
export interface Score {
  /** Landings in a test time. */
  readonly throughput: number;
  /** From arrival to landing. */
  readonly p50: number;
  readonly p95: number;
  readonly worst: number;
  /** Tests for each landing. */
  readonly tests: number;
  /** The most that landed before one that came earlier. */
  readonly passed: number;
}

export interface Cell {
  readonly lanes: number;
  readonly p: number;
  readonly rate: number | 'saturated';
  readonly scores: ReadonlyMap<string, Score>;
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

interface Played {
  readonly list: readonly Change[];
  readonly best: Simulation;
  readonly seed: number;
}

const landedOf = ({ outcomes }: Simulation): readonly number[] => outcomes.filter(({ landed }) => landed).map(({ turnaround }) => turnaround);

function scoreOf(policy: Policy, played: readonly Played[], conditions: Omit<Conditions, 'seed'>): Score {
  const runs = played.map(({ list, seed }) => simulate(list, policy, { ...conditions, seed }));
  const times = runs.flatMap(landedOf);
  const oracles = played.flatMap(({ best }) => landedOf(best));
  const speed = (simulation: Simulation): number => landedOf(simulation).length / simulation.span;
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    throughput: mean(runs.map((run, index) => speed(run) / speed(played[index]?.best ?? run))),
    p50: quantile(times, 0.5) / quantile(oracles, 0.5),
    p95: quantile(times, 0.95) / quantile(oracles, 0.95),
    worst: Math.max(...times) / Math.max(...oracles),
    tests: runs.reduce((sum, { tests }) => sum + tests, 0) / times.length,
    passed: Math.max(...runs.map(({ mostPassed }) => mostPassed)),
  };
}

/** Plays one list for every policy, with tests that take other times for each seed. Nobody is told a risk. */
export function playList(list: readonly Change[], lanes: number, seeds: number): Cell {
  const played = Array.from({ length: seeds }, (_, seed): Played => ({ list, seed, best: oracle(list, lanes) }));
  const bad = list.filter((change) => change.bad).length / list.length;
  return { lanes, p: Number(bad.toFixed(2)), rate: 'saturated', scores: new Map([...policies].map(([name, policy]) => [name, scoreOf(policy, played, { lanes, risk: 'learned' })])) };
}

/** Plays one cell: the same arrivals for every policy. */
export function playCell({ lanes, p, rate, seeds, changes, risk = 'told', names = [...policies.keys()] }: Pick<Cell, 'lanes' | 'p' | 'rate'> & { seeds: number; changes: number; risk?: 'told' | 'learned'; names?: readonly string[] }): Cell {
  const played = Array.from({ length: seeds }, (_, seed): Played => {
    const list = arrivalsOf({ changes, p, rate, seed });
    return { list, seed, best: oracle(list, lanes) };
  });
  const scores = new Map([...policies].filter(([name]) => names.includes(name)).map(([name, policy]) => [name, scoreOf(policy, played, { lanes, risk })]));
  return { lanes, p, rate, scores };
}
