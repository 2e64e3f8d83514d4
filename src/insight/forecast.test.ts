import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Past } from './forecast.js';
import { Forecaster, scoreOf, together } from './forecast.js';

/** Numbers from 0 to 1 that are the same at each run: a linear congruence, Numerical Recipes' constants. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A history in which what is stated is off by a factor, and by chance. */
function biased(seed: number, factor: number, spread: number, length: number): readonly Past[] {
  const next = numbers(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(next() + 1e-12)) * Math.cos(2 * Math.PI * next());
  return Array.from({ length }, () => {
    const stated = 15 * Math.exp(0.6 * normal());
    return { stated, took: stated * factor * Math.exp(spread * normal()) };
  });
}

const seeds = Array.from({ length: 40 }, (_, at) => at + 1);
const average = (of: (seed: number) => number): number => seeds.reduce((sum, seed) => sum + of(seed), 0) / seeds.length;

describe('a forecast', () => {
  it('is what was stated while nothing is known, and nothing where nobody stated anything', () => {
    const forecaster = new Forecaster();
    assert.equal(forecaster.forecast(undefined), undefined);
    const { least = 0, likely, most = 0, learnedFrom } = forecaster.forecast(20) ?? {};
    assert.equal(likely?.toFixed(6), '20.000000');
    assert.equal(learnedFrom, 0);
    assert.ok(least < 12 && most > 33, `${String(least)} to ${String(most)}`);
  });

  it('is the mean of those before where nobody stated anything', () => {
    assert.equal(Forecaster.of([{ stated: undefined, took: 4 }, { stated: undefined, took: 16 }]).forecast(undefined)?.likely.toFixed(6), '8.000000');
  });

  it('sets statements right that are off by the same factor, clearly after twenty', () => {
    for (const factor of [2.5, 0.4]) {
      const score = (seed: number) => scoreOf(biased(seed, factor, 0.4, 70), 20);
      const [error, statedError] = [average((seed) => score(seed)?.error ?? 9), average((seed) => score(seed)?.statedError ?? 0)];
      assert.ok(error < 0.45 * statedError, `${String(error)} against ${String(statedError)}`);
    }
  });

  it('leaves statements alone that are right', () => {
    const score = (seed: number) => scoreOf(biased(seed, 1, 0.5, 70), 20);
    assert.ok(average((seed) => score(seed)?.error ?? 9) < 1.04 * average((seed) => score(seed)?.statedError ?? 0));
  });

  it('has a range that holds eight truths of ten', () => {
    for (const [factor, spread] of [[1, 0.3], [2.5, 0.4], [0.5, 0.9]] as const) {
      const share = average((seed) => {
        const score = scoreOf(biased(seed, factor, spread, 80), 20);
        return score === undefined ? 0 : score.within / score.count;
      });
      assert.ok(share > 0.75 && share < 0.9, `${String(share)} of those off by ${String(factor)}`);
    }
  });

  it('of a real project’s history is no worse than its statements, better than the mean, and its range holds seven to nine of ten', () => {
    const history = readFileSync(join(import.meta.dirname, '..', '..', 'bench', 'insight', 'history.csv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => row.split(',').map(Number))
      .map(([, , stated = 0, took = 0]) => ({ stated, took }));
    assert.equal(history.length, 67);
    const score = scoreOf(history, 10);
    assert.ok(score !== undefined);
    assert.ok(score.error <= score.statedError && score.error < score.meanError, JSON.stringify(score));
    assert.ok(score.within / score.count >= 0.7 && score.within / score.count <= 0.9, JSON.stringify(score));
  });

  it('of several is narrower than all their ranges together, and wider than if each erred for itself', () => {
    const one = { least: 5, likely: 10, most: 20, learnedFrom: 3 };
    const all = together([one, one, one, one]);
    assert.equal(all?.likely, 40);
    assert.ok(all.most < 80 && all.most > 60, String(all.most));
    assert.ok(all.least > 20 && all.least < 30, String(all.least));
    assert.equal(together([]), undefined);
  });
});
