import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Forecast, Past } from '../../src/insight/forecast.js';
import { Forecaster } from '../../src/insight/forecast.js';

/** What 67 rounds of work on a public project's tickets were said to take, and took. */
export async function readHistory(): Promise<readonly Past[]> {
  const text = await readFile(join(import.meta.dirname, 'history.csv'), 'utf8');
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number))
    .map(([, , stated = 0, took = 0]) => ({ stated, took }));
}

export interface Told {
  readonly forecast: Forecast;
  readonly took: number;
}

/** For each from `first` on the forecast that was made of it from those before. */
export function forecastsOf(history: readonly Past[], first: number): readonly Told[] {
  return history.slice(first).map(({ stated, took }, at) => {
    const forecast = Forecaster.of(history.slice(0, first + at)).forecast(stated);
    if (forecast === undefined) throw new Error('Nothing can be said of a ticket that has earlier ones.');
    return { forecast, took };
  });
}
