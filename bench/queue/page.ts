import type { Cell, Score } from './cells.js';
import { ours } from './cells.js';

/** Between which marks a section of the page stands. */
export interface Marks {
  readonly begin: string;
  readonly end: string;
}

export const queueMarks: Marks = { begin: '<!-- queue: written by npm run bench:queue -->', end: '<!-- queue: end -->' };
export const realMarks: Marks = { begin: '<!-- real queue: written by npm run bench:queue -- --real -->', end: '<!-- real queue: end -->' };

function multiple(value: number): string {
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

const short = ({ throughput, p95 }: Score): string => `${throughput.toFixed(2)} / ${multiple(p95)}`;
const full = ({ throughput, p50, p95, worst, tests }: Score): string => `**${throughput.toFixed(2)}** / ${multiple(p50)} / **${multiple(p95)}** / ${multiple(worst)} / ${tests.toFixed(2)}`;

/** Where another policy has more throughput or a lower P95 by more than what rounds away. */
export function beatenBy({ scores }: Cell): readonly string[] {
  const own = scores.get(ours);
  if (own === undefined) return [];
  return [...scores].filter(([name, score]) => name !== ours && (score.throughput > own.throughput + 0.005 || score.p95 < own.p95 - 0.05)).map(([name]) => name);
}

/** A table: a row for each cell, what the row is called before it, and in the last column which policies are ahead of ours in either figure. */
export function tableOf(cells: readonly Cell[], head: string, nameOf: (cell: Cell) => string): string {
  const names = [...(cells[0]?.scores.keys() ?? [])].filter((name) => name !== ours);
  const rows = cells.map((cell) => {
    const own = cell.scores.get(ours);
    const others = names.map((name) => cell.scores.get(name)).map((score) => (score === undefined ? '–' : short(score)));
    const better = beatenBy(cell).map((name) => {
      const score = cell.scores.get(name);
      const isFaster = score !== undefined && own !== undefined && score.throughput > own.throughput + 0.005;
      return `${name} (${isFaster ? 'throughput' : 'P95'})`;
    });
    return `| ${[nameOf(cell), ...others, own === undefined ? '–' : full(own), better.join(', ') || '–'].join(' | ')} |`;
  });
  return [`| ${[head, ...names, `${ours}: throughput / P50 / P95 / worst / tests for each landing`, 'ahead of it'].join(' | ')} |`, `|${'---|'.repeat(names.length + 3)}`, ...rows].join('\n');
}

/** The page with a section between its marks; at its end where it has none yet. */
export function pageWith(page: string, section: string, { begin, end }: Marks): string {
  const block = `${begin}\n${section.trim()}\n${end}`;
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  return from < 0 || to < 0 ? `${page.trimEnd()}\n\n${block}\n` : page.slice(0, from) + block + page.slice(to + end.length);
}
