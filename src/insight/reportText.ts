import type { Report, ReportKey, ReportRow } from './report.js';
import { shortCount, spendWords } from './spend.js';
import { forecastLines } from './ticketForecasts.js';

const titles: Readonly<Record<ReportKey, string>> = { model: 'Model', role: 'Role', area: 'Area', kind: 'Kind of ticket' };
const mostFailures = 3;
const longestFailure = 90;

function plural(count: number, word: string): string {
  return `${String(count)} ${word}${count === 1 ? '' : 's'}`;
}

function cells({ name, spend, submitted, tickets }: ReportRow): readonly string[] {
  const share = tickets.all === 0 ? '' : `${String(tickets.firstTime)}/${String(tickets.all)}`;
  return [
    name,
    String(spend.runs),
    String(submitted),
    share,
    tickets.all === 0 ? '' : String(tickets.stuck),
    spend.minutes.toFixed(1),
    spend.tokens === undefined ? '' : shortCount(spend.tokens),
    spend.dollars === undefined ? '' : `$${spend.dollars.toFixed(2)}`,
  ];
}

function table(by: ReportKey, rows: readonly ReportRow[]): readonly string[] {
  const lines = [[titles[by], 'runs', 'handed in', 'landed at once', 'stuck', 'minutes', 'tokens', 'money'], ...rows.map(cells)];
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) => line.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ').trimEnd());
}

function failureLines(rows: readonly ReportRow[]): readonly string[] {
  return rows.flatMap(({ name, failures }) =>
    failures.slice(0, mostFailures).map(({ words, times }) => `  ${name}: ${String(times)} × ${words.length > longestFailure ? `${words.slice(0, longestFailure)}…` : words}`),
  );
}

/** The report for a person at a terminal. */
export function reportLines({ since, tickets, spend, rows, engineer, forecast }: Report): readonly string[] {
  const known = spendWords(spend);
  const untold = spend.untold === 0 ? '' : ` (${plural(spend.untold, 'run')} told no tokens)`;
  const median = engineer.medianMinutes === undefined ? '' : `, half of the answers within ${plural(Math.round(engineer.medianMinutes), 'minute')}`;
  const models = rows.filter(({ by }) => by === 'model');
  const failures = failureLines(models);
  return [
    since === undefined ? 'The whole history of this plan.' : `Since ${since}.`,
    `Tickets: ${String(tickets.done)} done, ${String(tickets.open)} open, ${String(tickets.stuck)} stuck, ${String(tickets.cancelled)} cancelled.`,
    `Runs: ${plural(spend.runs, 'run')}, ${plural(Math.round(spend.minutes), 'minute')}${known === undefined ? '' : `, ${known}`}${untold}.`,
    `You were asked ${engineer.asked === 1 ? 'once' : `${String(engineer.asked)} times`}${engineer.asked === 0 ? '' : `, and answered ${String(engineer.answered)}${median}`}.`,
    ...forecastLines(forecast),
    ...[...new Set(rows.map(({ by }) => by))].flatMap((by) => ['', ...table(by, rows.filter((row) => row.by === by))]),
    ...(failures.length === 0 ? [] : ['', 'Why runs came to nothing:', ...failures]),
  ];
}

const columns = ['by', 'name', 'runs', 'submitted', 'tickets', 'done', 'first-time', 'stuck', 'minutes', 'tokens', 'dollars', 'untold'] as const;

/** RFC 4180, https://www.rfc-editor.org/rfc/rfc4180: a field with a comma, a quote or a new line stands in quotes. */
function field(value: string | number | undefined): string {
  const text = value === undefined ? '' : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The report's rows for a spreadsheet. */
export function reportCsv({ rows }: Report): string {
  const lines = rows.map(({ by, name, spend, submitted, tickets }) => [by, name, spend.runs, submitted, tickets.all, tickets.done, tickets.firstTime, tickets.stuck, spend.minutes, spend.tokens, spend.dollars, spend.untold]);
  return [columns, ...lines].map((line) => line.map(field).join(',')).join('\n');
}
