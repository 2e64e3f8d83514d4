import type { Told } from './history.js';

const size = { width: 820, height: 330, left: 56, top: 54, bottom: 44, right: 14 };
const ticks = [1, 2, 5, 10, 20, 50, 100, 200];
const [least, most] = [1, 260];

const text = (x: number, y: number, words: string, more = ''): string => `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${words}</text>`;

/** A bar for each forecast's range with its middle, and a mark at what the ticket took: a filled one within the range, an open one outside. */
export function plotOf(told: readonly Told[]): string {
  const { width, height, left, top, bottom, right } = size;
  const y = (minutes: number): number => top + (1 - Math.log(Math.min(Math.max(minutes, least), most) / least) / Math.log(most / least)) * (height - top - bottom);
  const x = (at: number): number => left + ((at + 0.5) / told.length) * (width - left - right);
  const parts = ticks.flatMap((tick) => [`<line x1="${String(left)}" y1="${y(tick).toFixed(1)}" x2="${String(width - right)}" y2="${y(tick).toFixed(1)}" stroke="#d8dee4"/>`, text(left - 8, y(tick) + 4, String(tick), 'text-anchor="end" fill="#57606a"')]);
  told.forEach(({ forecast, took }, at) => {
    const isWithin = forecast.least <= took && took <= forecast.most;
    parts.push(`<line x1="${x(at).toFixed(1)}" y1="${y(forecast.least).toFixed(1)}" x2="${x(at).toFixed(1)}" y2="${y(forecast.most).toFixed(1)}" stroke="#8ab4d8" stroke-width="5"/>`);
    parts.push(`<line x1="${(x(at) - 4).toFixed(1)}" y1="${y(forecast.likely).toFixed(1)}" x2="${(x(at) + 4).toFixed(1)}" y2="${y(forecast.likely).toFixed(1)}" stroke="#0a4f7a" stroke-width="2"/>`);
    parts.push(`<circle cx="${x(at).toFixed(1)}" cy="${y(took).toFixed(1)}" r="3.4" fill="${isWithin ? '#1f2328' : '#ffffff'}" stroke="${isWithin ? '#1f2328' : '#bc4c00'}" stroke-width="1.6"/>`);
  });
  const legend = [
    `<line x1="${String(left)}" y1="20" x2="${String(left + 24)}" y2="20" stroke="#8ab4d8" stroke-width="5"/>`,
    text(left + 30, 24, 'forecast: eight of ten, and its middle'),
    `<circle cx="${String(left + 290)}" cy="20" r="3.4" fill="#1f2328"/>`,
    text(left + 300, 24, 'took that long, within'),
    `<circle cx="${String(left + 470)}" cy="20" r="3.4" fill="#ffffff" stroke="#bc4c00" stroke-width="1.6"/>`,
    text(left + 480, 24, 'took that long, outside'),
    text(left, 44, 'minutes', 'fill="#57606a"'),
    text(left, height - 14, 'tickets in the order in which they were made; each is forecast from those before it', 'fill="#57606a"'),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(width)} ${String(height)}" width="${String(width)}" height="${String(height)}" role="img" font-family="system-ui, sans-serif" font-size="12" fill="#1f2328">
<title>Forecasts of a real project's tickets, and what they took</title>
<rect width="${String(width)}" height="${String(height)}" fill="#ffffff"/>
${[...parts, ...legend].join('\n')}
</svg>
`;
}
