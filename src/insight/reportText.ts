import { flakyLine } from './flaky.js';
import { minutesBetween } from './planHistory.js';
import type { Report, ReportKey, ReportRow } from './report.js';
import { shortCount } from './shortCount.js';
import { spendWords, unmeasuredWords } from './spend.js';
import { forecastLines } from './ticketForecasts.js';

const titles: Readonly<Record<ReportKey, string>> = { model: 'Model', role: 'Role', area: 'Area', kind: 'Kind of ticket' };
const mostFailures = 3;
const longestFailure = 90;

function plural(count: number, word: string): string {
  return `${String(count)} ${word}${count === 1 ? '' : 's'}`;
}

/** Nothing where there is nothing, so that a page of few figures stays one. */
function minutes(value: number | undefined): string {
  return value === undefined || value === 0 ? '' : value.toFixed(1);
}

function cells({ name, spend, submitted, tickets, reviews, gateMinutes, waitMinutes, medianWallMinutes }: ReportRow): readonly string[] {
  const share = tickets.all === 0 ? '' : `${String(tickets.firstTime)}/${String(tickets.all)}`;
  return [
    name,
    String(spend.runs),
    String(submitted),
    share,
    tickets.all === 0 ? '' : String(tickets.stuck),
    tickets.all === 0 ? '' : String(tickets.promoted),
    reviews === 0 ? '' : String(reviews),
    spend.minutes.toFixed(1),
    minutes(gateMinutes),
    minutes(waitMinutes),
    minutes(medianWallMinutes),
    spend.tokens === undefined ? '' : shortCount(spend.tokens),
    spend.dollars === undefined ? '' : `$${spend.dollars.toFixed(2)}`,
  ];
}

function table(by: ReportKey, rows: readonly ReportRow[]): readonly string[] {
  const lines = [[titles[by], 'runs', 'handed in', 'landed at once', 'stuck', 'promoted', 'reviews', 'minutes', 'gate', 'answers', 'to land', 'tokens', 'money'], ...rows.map(cells)];
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) => line.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ').trimEnd());
}

function failureLines(rows: readonly ReportRow[]): readonly string[] {
  return rows.flatMap(({ name, failures }) =>
    failures.slice(0, mostFailures).map(({ words, times }) => `  ${name}: ${String(times)} × ${words.length > longestFailure ? `${words.slice(0, longestFailure)}…` : words}`),
  );
}

/** `Master was red once, for 12 minutes, and is red since …`; nothing where it never was. */
function redLine(red: Report['red']): readonly string[] {
  if (red.length === 0) return [];
  const over = red.flatMap(({ from, until }) => (until === undefined ? [] : [minutesBetween(from, until)]));
  const now = red.find(({ until }) => until === undefined);
  const times = over.length === 0 ? undefined : `Master was red ${over.length === 1 ? 'once' : `${String(over.length)} times`}, for ${plural(Math.round(over.reduce((sum, one) => sum + one, 0)), 'minute')} in all`;
  const present = now === undefined ? undefined : `${times === undefined ? 'Master is' : 'is'} red since ${now.from}`;
  return [`${[times, present].filter((part) => part !== undefined).join(', and ')}.`];
}

/** Whether it paid to climb, a line for each pair of models. */
function climbLines(climbs: Report['climbs']): readonly string[] {
  return climbs.map(({ from, to, times, paid, failed, dollars }) => `  ${from} → ${to}: ${plural(times, 'ticket')}, ${String(paid)} finished by it, ${String(failed)} not${dollars === undefined ? '' : `, $${dollars.toFixed(2)}`}`);
}

function higherLine({ from, to, times, paid, failed }: Report['begunHigher'][number]): string {
  return `  ${to} instead of ${from}: ${plural(times, 'ticket')}, ${String(paid)} finished by it, ${String(failed)} not`;
}

/** The report for a person at a terminal; `quarantine`: the tests whose failure does not count by now. */
export function reportLines({ since, tickets, spend, rows, engineer, forecast, flaky, climbs, begunHigher, red }: Report, quarantine: readonly string[] = []): readonly string[] {
  const known = spendWords(spend);
  const median = engineer.medianMinutes === undefined ? '' : `, half of the answers within ${plural(Math.round(engineer.medianMinutes), 'minute')}`;
  const models = rows.filter(({ by }) => by === 'model');
  const failures = failureLines(models);
  return [
    since === undefined ? 'The whole history of this plan.' : `Since ${since}.`,
    `Tickets: ${String(tickets.done)} done, ${String(tickets.open)} open, ${String(tickets.stuck)} stuck, ${String(tickets.cancelled)} cancelled.`,
    `Runs: ${plural(spend.runs, 'run')}, ${plural(Math.round(spend.minutes), 'minute')}${known === undefined ? '' : `, ${known}`}${unmeasuredWords(spend)}.`,
    `You were asked ${engineer.asked === 1 ? 'once' : `${String(engineer.asked)} times`}${engineer.asked === 0 ? '' : `, and answered ${String(engineer.answered)}${median}`}.`,
    ...redLine(red),
    ...forecastLines(forecast),
    ...[...new Set(rows.map(({ by }) => by))].flatMap((by) => ['', ...table(by, rows.filter((row) => row.by === by))]),
    ...(rows.length === 0 ? [] : ['', 'Minutes: of runs; of the gate; until questions were answered; from the first run to master, half of the tickets within so many.']),
    ...(failures.length === 0 ? [] : ['', 'Why runs came to nothing:', ...failures]),
    ...(climbs.length === 0 ? [] : ['', 'Whether it paid that another model went on:', ...climbLines(climbs)]),
    ...(begunHigher.length === 0 ? [] : ['', 'Whether it paid to begin higher, by what tickets like these came to:', ...begunHigher.map(higherLine)]),
    ...(flaky.length === 0 ? [] : ['', 'Flaky tests, red and green on one tree, by verdicts:', ...flaky.map((one) => `  ${flakyLine(one, quarantine)}`)]),
  ];
}

const columns = ['by', 'name', 'runs', 'submitted', 'tickets', 'done', 'first-time', 'stuck', 'minutes', 'tokens', 'dollars', 'untold', 'attempts', 'promoted', 'reviews', 'gate-minutes', 'answer-minutes', 'median-minutes-to-land', 'causes', 'cut-off'] as const;

/** RFC 4180, https://www.rfc-editor.org/rfc/rfc4180: a field with a comma, a quote or a new line stands in quotes. */
function field(value: string | number | undefined): string {
  const text = value === undefined ? '' : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The report's rows for a spreadsheet. */
export function reportCsv({ rows }: Report): string {
  const lines = rows.map(({ by, name, spend, submitted, tickets, attempts, reviews, gateMinutes, waitMinutes, medianWallMinutes, causes }) => [
    ...[by, name, spend.runs, submitted, tickets.all, tickets.done, tickets.firstTime, tickets.stuck, spend.minutes, spend.tokens, spend.dollars, spend.untold],
    ...[attempts, tickets.promoted, reviews, gateMinutes, waitMinutes, medianWallMinutes, causes.map(({ words, times }) => `${words} ${String(times)}`).join('; '), spend.cutOff],
  ]);
  return [columns, ...lines].map((line) => line.map(field).join(',')).join('\n');
}
