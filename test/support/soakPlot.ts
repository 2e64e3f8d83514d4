import type { SoakSample } from './soak.js';

const size = { width: 820, left: 56, right: 14, top: 34, panel: 92, gap: 44 };

const panels: readonly (readonly [title: string, of: (one: SoakSample) => number])[] = [
  ["the engine's memory, MB", ({ megabytes }) => megabytes],
  ["the engine's file descriptors", ({ descriptors }) => descriptors],
  ["disk: the repository and Sanctum's folder, MB", ({ diskMegabytes }) => diskMegabytes],
  ['processes of all that is at work', ({ processes }) => processes],
];

const text = (x: number, y: number, words: string, more = ''): string => `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${words}</text>`;

/** Four figures over the time of a soak; a dashed line where an engine was killed and another one started. */
export function plotOf(samples: readonly SoakSample[]): string {
  const { width, left, right, top, panel, gap } = size;
  const height = top + panels.length * (panel + gap) + 6;
  const last = Math.max(1, ...samples.map(({ seconds }) => seconds));
  const x = (seconds: number): number => left + (seconds / last) * (width - left - right);
  const starts = samples.filter((one, at) => at > 0 && samples[at - 1]?.engine !== one.engine);
  const parts: string[] = [];
  panels.forEach(([title, of], row) => {
    const above = top + row * (panel + gap);
    const most = Math.max(1, ...samples.map(of)) * 1.1;
    const y = (value: number): number => above + (1 - value / most) * panel;
    parts.push(text(left, above - 8, title, 'font-weight="bold"'));
    for (const share of [0, 0.5, 1]) {
      const value = (most / 1.1) * share;
      parts.push(`<line x1="${String(left)}" y1="${y(value).toFixed(1)}" x2="${String(width - right)}" y2="${y(value).toFixed(1)}" stroke="#d8dee4"/>`);
      parts.push(text(left - 8, y(value) + 4, value.toFixed(0), 'text-anchor="end" fill="#57606a"'));
    }
    for (const { seconds } of starts) parts.push(`<line x1="${x(seconds).toFixed(1)}" y1="${String(above)}" x2="${x(seconds).toFixed(1)}" y2="${String(above + panel)}" stroke="#bc4c00" stroke-dasharray="4 3"/>`);
    for (const engine of new Set(samples.map((one) => one.engine))) {
      const points = samples.filter((one) => one.engine === engine).map((one) => `${x(one.seconds).toFixed(1)},${y(of(one)).toFixed(1)}`);
      parts.push(`<polyline points="${points.join(' ')}" fill="none" stroke="#0a4f7a" stroke-width="1.8"/>`);
    }
  });
  parts.push(text(left, height - 10, `${(last / 60).toFixed(0)} minutes from left to right; dashed: an engine was killed, and the next one started`, 'fill="#57606a"'));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(width)} ${String(height)}" width="${String(width)}" height="${String(height)}" role="img" font-family="system-ui, sans-serif" font-size="12" fill="#1f2328">
<title>Memory, file descriptors, disk and processes while four agents work and are killed</title>
<rect width="${String(width)}" height="${String(height)}" fill="#ffffff"/>
${parts.join('\n')}
</svg>
`;
}
