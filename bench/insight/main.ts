// `npm run bench:insight`: how forecasts of tickets would have done on a real history and on made ones; written into docs/insight.md.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Past, Score } from '../../src/insight/forecast.js';
import { scoreOf } from '../../src/insight/forecast.js';
import { forecastsOf, readHistory } from './history.js';
import { plotOf } from './plot.js';
import { seeded } from './seeded.js';

const docs = join(import.meta.dirname, '..', '..', 'docs');
const [begin, end] = ['<!-- forecasts: written by npm run bench:insight -->', '<!-- forecasts: end -->'];
const seeds = 200;
const [learned, length] = [20, 70];

/** Tickets whose statements are off by a factor and by chance. */
function made(seed: number, factor: number, spread: number): readonly Past[] {
  const normal = seeded(seed);
  return Array.from({ length }, () => {
    const stated = 15 * Math.exp(0.6 * normal());
    return { stated, took: stated * factor * Math.exp(spread * normal()) };
  });
}

const row = (name: string, { count, within, error, statedError, meanError }: Score): string =>
  `| ${[name, count, error.toFixed(3), statedError.toFixed(3), meanError.toFixed(3), `${((100 * within) / count).toFixed(0)} %`].join(' | ')} |`;

function sumOf(scores: readonly Score[]): Score {
  const mean = (of: (score: Score) => number): number => scores.reduce((sum, score) => sum + of(score), 0) / scores.length;
  const sum = (of: (score: Score) => number): number => scores.reduce((all, score) => all + of(score), 0);
  return { count: sum(({ count }) => count), within: sum(({ within }) => within), error: mean(({ error }) => error), statedError: mean(({ statedError }) => statedError), meanError: mean(({ meanError }) => meanError) };
}

const history = await readHistory();
const real = scoreOf(history, 10);
if (real === undefined) throw new Error('The history is empty.');
const rows = [row('a real project, from the 11th on', real)];
for (const [words, factor, spread] of [['stated 2.5 times too low', 2.5, 0.4], ['stated 2.5 times too high', 0.4, 0.4], ['stated rightly', 1, 0.5], ['stated rightly, far off by chance', 1, 0.9]] as const) {
  const scores = Array.from({ length: seeds }, (_, seed) => scoreOf(made(seed + 1, factor, spread), learned)).filter((score) => score !== undefined);
  rows.push(row(`${words}, from the ${String(learned + 1)}st on, ${String(seeds)} histories`, sumOf(scores)));
}
const section = [
  '| history | forecasts | error | of what was stated | of the mean of all before | truths within the range |',
  '|---|---|---|---|---|---|',
  ...rows,
  '',
  '![For each ticket of the real history its range, its middle and what it took](pictures/forecasts.svg)',
].join('\n');
const path = join(docs, 'insight.md');
const page = await readFile(path, 'utf8');
const [from, to] = [page.indexOf(begin), page.indexOf(end)];
if (from < 0 || to < from) throw new Error(`${path} has no place for the table: ${begin} … ${end}`);
await writeFile(path, `${page.slice(0, from)}${begin}\n${section}\n${page.slice(to)}`);
await writeFile(join(docs, 'pictures', 'forecasts.svg'), plotOf(forecastsOf(history, 10)));
process.stdout.write(`${section}\n`);
