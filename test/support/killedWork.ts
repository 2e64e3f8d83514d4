import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineStage, Finished, PlanLook, RunningSanctum } from './engineStage.js';
import { Pool } from './pool.js';

/** What a kill left of a landing, before Sanctum was started again. */
export interface LandingWreck {
  readonly masterMoved: boolean;
  /** How many of the landing's paths were no longer in the checkout as they were before. */
  readonly pathsChanged: number;
}

/** A repository that was prepared once, and what is done with each copy of it. */
export interface PreparedWork {
  readonly base: EngineStage;
  /**
   * Lays out a copy in which nothing was played yet. What it returns is called after the kill: it brings the copy to its end by Sanctum's own commands alone, and
   * throws where that is not what was promised.
   */
  readonly begin: (stage: EngineStage) => Promise<() => Promise<void>>;
  /** Where a landing is what is killed. */
  readonly look?: (stage: EngineStage) => Promise<LandingWreck>;
}

/** Something that Sanctum does from its beginning to its end, to be killed at any moment of it. */
export interface KilledWork {
  readonly name: string;
  readonly args: readonly string[];
  readonly prepare: () => Promise<PreparedWork>;
}

/** So long a command may take on a busy machine, in milliseconds; one that takes longer hangs. */
const patience = 90_000;

/** So many kills are played at a time. */
const plays = 4;

export interface Played<Result> {
  /** Of those that held. */
  readonly results: readonly Result[];
  /** What was not recovered from, a line each. */
  readonly failures: readonly string[];
}

/** Plays all of these, a few at a time; the results are in the order of the points. `words` says of one what is killed in it. */
export async function playAll<Point, Result>(points: readonly Point[], play: (point: Point) => Promise<Result>, words: (point: Point) => string): Promise<Played<Result>> {
  const pool = new Pool(plays);
  const failures: string[] = [];
  let played = 0;
  const playOne = async (point: Point): Promise<readonly Result[]> => {
    try {
      return [await play(point)];
    } catch (error) {
      const failure = `${words(point)}: ${error instanceof Error ? error.message : String(error)}`;
      // A sweep is long: what it finds is seen at once.
      console.log(`      ${failure}`);
      failures.push(failure);
      return [];
    } finally {
      played += 1;
      if (played % 50 === 0) console.log(`      ${String(played)} of ${String(points.length)} were played`);
    }
  };
  const results = await Promise.all(points.map((point) => pool.run(() => playOne(point))));
  return { results: results.flat(), failures };
}

/** The end of a command that was started. Throws when it hangs. */
export async function endOf(command: RunningSanctum): Promise<Finished> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It hangs: ${command.output()}`)), patience);
  });
  try {
    return await Promise.race([command.finished, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The lock files of git's that lie in the repository. */
export async function locksIn({ repo }: EngineStage): Promise<readonly string[]> {
  const names = await readdir(join(repo.path, '.git'), { recursive: true });
  return names.filter((name) => name.endsWith('.lock')).sort();
}

/** What holds after every recovery: nothing that the audit finds, no lock of git's, no process. Returns the plan, as it was `seen` just now where somebody looked. */
export async function sound(stage: EngineStage, seen?: PlanLook): Promise<PlanLook> {
  const look = seen ?? (await stage.look());
  assert.deepEqual(look.broken, []);
  assert.deepEqual(await locksIn(stage), []);
  await stage.quiet();
  return look;
}
