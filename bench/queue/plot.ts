import type { Cell, Score } from './cells.js';
import { ours } from './cells.js';

/** Of a light and a dark page alike: a ground of its own, and lines told apart by their dashes as well as by colour. */
const lines: readonly (readonly [colour: string, dashes: string])[] = [
  ['#8c959f', '2 3'],
  ['#9a6700', '8 3'],
  ['#0a7ea4', '5 3'],
  ['#8250df', '10 3 2 3'],
  ['#bc4c00', '4 2 1 2'],
  ['#1a7f37', ''],
];
const panel = { width: 190, height: 150, left: 62, top: 66, gapX: 34, gapY: 84 };

interface Axis {
  readonly title: string;
  readonly ticks: readonly number[];
  readonly of: (score: Score) => number;
  /** From 0 (below) to 1 (above). */
  readonly place: (value: number) => number;
}

const axes: readonly Axis[] = [
  { title: "throughput, share of the oracle's", ticks: [0, 0.25, 0.5, 0.75, 1], of: ({ throughput }) => throughput, place: (value) => Math.min(1.05, value) / 1.05 },
  { title: "P95 turnaround, multiple of the oracle's", ticks: [1, 2, 4, 8, 16, 32, 64], of: ({ p95 }) => p95, place: (value) => Math.max(0, Math.log2(Math.max(0.5, value) * 2) / Math.log2(256)) },
];

const text = (x: number, y: number, words: string, more = ''): string => `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${words.replace(/&/gu, '&amp;').replace(/</gu, '&lt;')}</text>`;

/** Small panels: a column for each number of lanes, a row for each figure, the failure rate from left to right. */
export function plotOf(cells: readonly Cell[], names: readonly string[]): string {
  const lanes = [...new Set(cells.map((cell) => cell.lanes))];
  const rates = [...new Set(cells.map(({ p }) => p))];
  const most = Math.max(...rates);
  const width = panel.left + Math.max(lanes.length * (panel.width + panel.gapX), names.length * 154);
  const height = panel.top + axes.length * (panel.height + panel.gapY) + 6;
  const parts: string[] = [];
  names.forEach((name, index) => {
    const [colour, dashes] = lines[index] ?? ['#000', ''];
    const x = panel.left + index * 154;
    parts.push(`<line x1="${x}" y1="20" x2="${x + 28}" y2="20" stroke="${colour}" stroke-width="${name === ours ? 3 : 1.8}" stroke-dasharray="${dashes}"/>`);
    parts.push(text(x + 34, 24, name, name === ours ? 'font-weight="bold"' : ''));
  });
  axes.forEach((axis, row) => {
    const top = panel.top + row * (panel.height + panel.gapY);
    parts.push(text(panel.left, top - 22, axis.title, 'font-weight="bold"'));
    lanes.forEach((count, column) => {
      const left = panel.left + column * (panel.width + panel.gapX);
      const x = (p: number): number => left + (p / most) * panel.width;
      const y = (value: number): number => top + (1 - axis.place(value)) * panel.height;
      parts.push(text(left, top - 6, `${count} ${count === 1 ? 'lane' : 'lanes'}`, 'fill="#57606a"'));
      for (const tick of axis.ticks) {
        parts.push(`<line x1="${left}" y1="${y(tick).toFixed(1)}" x2="${left + panel.width}" y2="${y(tick).toFixed(1)}" stroke="#d8dee4"/>`);
        if (column === 0) parts.push(text(left - 8, y(tick) + 4, String(tick), 'text-anchor="end" fill="#57606a"'));
      }
      for (const p of rates.filter((rate) => rate === 0 || rate / most >= 0.25)) parts.push(text(x(p), top + panel.height + 16, String(p), 'text-anchor="middle" fill="#57606a"'));
      names.forEach((name, index) => {
        const [colour, dashes] = lines[index] ?? ['#000', ''];
        const points = rates.flatMap((p) => {
          const score = cells.find((cell) => cell.lanes === count && cell.p === p)?.scores.get(name);
          return score === undefined ? [] : [`${x(p).toFixed(1)},${y(axis.of(score)).toFixed(1)}`];
        });
        parts.push(`<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="${name === ours ? 3 : 1.8}" stroke-dasharray="${dashes}" stroke-linejoin="round"/>`);
      });
    });
    parts.push(text(panel.left, top + panel.height + 34, 'p, the share of changes that are red by themselves', 'fill="#57606a"'));
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui, sans-serif" font-size="12" fill="#1f2328">
<title>The queue's policies against the oracle</title>
<rect width="${width}" height="${height}" fill="#ffffff"/>
${parts.join('\n')}
</svg>
`;
}
