import { scaleLinear } from 'd3-scale';
import type { SoakSample } from './soak.js';

const size = { width: 820, left: 56, right: 14, top: 34, panel: 92, gap: 44, bottom: 44 };

const panels: readonly (readonly [title: string, of: (one: SoakSample) => number])[] = [
  ["the engine's memory, MB", ({ megabytes }) => megabytes],
  ["the engine's file descriptors", ({ descriptors }) => descriptors],
  ["disk: the repository and Sanctum's folder, MB", ({ diskMegabytes }) => diskMegabytes],
  ['processes of all that is at work', ({ processes }) => processes],
];

const text = (x: number, y: number, words: string, more = ''): string => `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${words}</text>`;

function line(from: readonly [x: number, y: number], to: readonly [x: number, y: number], more: string): string {
  const [x1, y1, x2, y2] = [...from, ...to].map((at) => at.toFixed(1));
  return `<line x1="${x1 ?? ''}" y1="${y1 ?? ''}" x2="${x2 ?? ''}" y2="${y2 ?? ''}" ${more}/>`;
}

/** Four figures over the time of a soak; a dashed line where an engine was killed and another one started. */
export function plotOf(samples: readonly SoakSample[]): string {
  const { width, left, right, top, panel, gap, bottom } = size;
  const below = top + panels.length * (panel + gap) - gap;
  const minutes = Math.max(...samples.map(({ seconds }) => seconds)) / 60;
  const x = scaleLinear([0, minutes], [left, width - right]);
  const starts = samples.filter((one, at) => at > 0 && samples[at - 1]?.engine !== one.engine);
  const parts: string[] = [];
  panels.forEach(([title, of], row) => {
    const above = top + row * (panel + gap);
    const y = scaleLinear([0, Math.max(1, ...samples.map(of))], [above + panel, above]).nice(3);
    parts.push(text(left, above - 8, title, 'font-weight="bold"'));
    for (const value of y.ticks(3)) {
      parts.push(line([left, y(value)], [width - right, y(value)], 'stroke="#d8dee4"'), text(left - 8, y(value) + 4, String(value), 'text-anchor="end" fill="#57606a"'));
    }
    for (const { seconds } of starts) parts.push(line([x(seconds / 60), above], [x(seconds / 60), above + panel], 'stroke="#bc4c00" stroke-dasharray="4 3"'));
    for (const engine of new Set(samples.map((one) => one.engine))) {
      const points = samples.filter((one) => one.engine === engine).map((one) => `${x(one.seconds / 60).toFixed(1)},${y(of(one)).toFixed(1)}`);
      parts.push(`<polyline points="${points.join(' ')}" fill="none" stroke="#0a4f7a" stroke-width="1.5" stroke-linejoin="round"/>`);
    }
  });
  for (const minute of x.ticks(10)) parts.push(text(x(minute), below + 16, String(minute), 'text-anchor="middle" fill="#57606a"'));
  parts.push(text(left, below + 34, 'minutes; dashed: an engine was killed, and the next one started', 'fill="#57606a"'));
  const height = below + bottom;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(width)} ${String(height)}" width="${String(width)}" height="${String(height)}" role="img" font-family="system-ui, sans-serif" font-size="12" fill="#1f2328">
<title>Memory, file descriptors, disk and processes while four agents work and are killed</title>
<rect width="${String(width)}" height="${String(height)}" fill="#ffffff"/>
${parts.join('\n')}
</svg>
`;
}
