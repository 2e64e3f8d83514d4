import { byHand } from '../plan/handTransitions.js';
import type { RunFields } from '../plan/schemas.js';
import type { Snapshot, Ticket } from '../plan/snapshot.js';
import type { PlanHistory } from './planHistory.js';
import { minutesBetween } from './planHistory.js';
import type { Report, ReportRow } from './report.js';
import { reportOf } from './report.js';
import type { Spend } from './spend.js';
import { spendOf } from './spend.js';
import type { TicketGraph } from './ticketGraph.js';
import { ticketGraph } from './ticketGraph.js';
import type { Foretold, Measure, Overdue, PlanForecast } from './ticketForecasts.js';
import { foretold, overdueTickets } from './ticketForecasts.js';

/** A run at work, of which there is no record yet. */
export interface LiveRun {
  readonly ticket: string | undefined;
  readonly model: string;
  /** ISO. */
  readonly since: string;
}

/** A run, or a run of the gate, on the line of time; in milliseconds since the epoch. */
export interface Bar {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  /** The ticket that it is about, where it is one. */
  readonly ticket: string | undefined;
  readonly result: 'succeeded' | 'failed' | 'at work';
  readonly words: string;
}

/** Bars that do not overlap: one place for an agent, or one lane. */
export interface TimelineRow {
  readonly name: string;
  readonly bars: readonly Bar[];
}

/** All that the dashboard shows of one plan. */
export interface Dashboard {
  readonly tickets: Report['tickets'] & { readonly atWork: number };
  readonly forecast: Readonly<Record<Measure, PlanForecast>>;
  readonly overdue: readonly Overdue[];
  /** How many tickets were done, and how many there were, after each landing and each new ticket. */
  readonly progress: readonly { readonly at: number; readonly done: number; readonly planned: number }[];
  readonly graph: TicketGraph;
  readonly timeline: readonly TimelineRow[];
  readonly spend: Spend;
  readonly money: readonly { readonly role: string; readonly model: string; readonly spend: Spend }[];
  readonly models: readonly ReportRow[];
  /** The newest ones. */
  readonly foretold: readonly Foretold[];
  readonly red: { readonly spans: Report['red']; readonly minutes: number };
  /** When it was made, in milliseconds since the epoch. */
  readonly now: number;
}

/** So many runs, and runs of the gate, are on the line of time. */
const mostBars = 60;

/** The dashboard of a plan at a moment. Pure. */
export function dashboardOf(plan: Pick<Snapshot, 'tickets' | 'questions'>, history: PlanHistory, live: readonly LiveRun[], now: number): Dashboard {
  const report = reportOf(plan, history, undefined);
  const running = new Map(live.flatMap(({ ticket, since }) => (ticket === undefined ? [] : [[ticket, Math.max(0, now - Date.parse(since)) / 60_000]])));
  const atWork = [...plan.tickets.values()].filter(({ state }) => state === 'in-progress').length;
  const { minutes } = report.forecast;
  return {
    tickets: { ...report.tickets, open: report.tickets.open - atWork, atWork },
    forecast: report.forecast,
    overdue: overdueTickets(plan, history.records, running),
    progress: progressOf(plan.tickets),
    graph: ticketGraph(plan.tickets, (id) => minutes.tickets[id]?.likely),
    timeline: timelineOf(history, live, now),
    spend: report.spend,
    money: moneyOf(history.records),
    models: report.rows.filter(({ by, tickets }) => by === 'model' && tickets.all > 0),
    foretold: foretold(plan, history.records, 'minutes').slice(-mostPoints),
    red: { spans: report.red, minutes: report.red.reduce((sum, { from, until }) => sum + (until === undefined ? Math.max(0, now - Date.parse(from)) / 60_000 : minutesBetween(from, until)), 0) },
    now,
  };
}

/** A chart shows no more points than can be told apart. */
const mostPoints = 240;

function progressOf(tickets: ReadonlyMap<string, Ticket>): Dashboard['progress'] {
  const events = [...tickets.values()].flatMap(({ state, fields: { created, landed } }) => [
    ...(state === 'cancelled' ? [] : [{ at: Date.parse(created), done: 0, planned: 1 }]),
    ...(landed === undefined ? [] : [{ at: Date.parse(landed.at), done: 1, planned: 0 }]),
  ]);
  let [done, planned] = [0, 0];
  const steps = events
    .sort((one, other) => one.at - other.at)
    .map((event) => {
      done += event.done;
      planned += event.planned;
      return { at: event.at, done, planned };
    });
  const every = Math.ceil(steps.length / mostPoints);
  return steps.filter((_, at) => at % every === 0 || at === steps.length - 1);
}

function moneyOf(records: readonly RunFields[]): Dashboard['money'] {
  const groups = new Map<string, RunFields[]>();
  for (const run of records) {
    if (run.model === byHand) continue;
    const key = JSON.stringify([run.role, run.model]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [run]);
    else known.push(run);
  }
  return [...groups.values()]
    .flatMap((runs) => (runs[0] === undefined ? [] : [{ role: runs[0].role, model: runs[0].model, spend: spendOf(runs) }]))
    .sort((one, other) => (other.spend.dollars ?? 0) - (one.spend.dollars ?? 0) || other.spend.minutes - one.spend.minutes);
}

function timelineOf({ records, verdicts }: PlanHistory, live: readonly LiveRun[], now: number): readonly TimelineRow[] {
  const ended = records.flatMap(({ started, ended: end, ticket, work, model, submitted, outcome, role }): Bar[] => {
    if (started === undefined || model === byHand) return [];
    const label = ticket ?? work ?? role;
    return [{ from: Date.parse(started), to: Date.parse(end), label, ticket, result: submitted ? 'succeeded' : 'failed', words: `${label}, ${role}, ${model}: ${outcome}` }];
  });
  const running = live.map(({ ticket, model, since }): Bar => ({ from: Date.parse(since), to: now, label: ticket ?? '', ticket, result: 'at work', words: `${ticket ?? 'work'}, ${model}: at work` }));
  const gates = verdicts.map(({ finished, seconds, ticket, stack, result, purpose }): Bar => {
    const label = stack?.join('+') ?? ticket ?? purpose;
    return { from: Date.parse(finished) - seconds * 1000, to: Date.parse(finished), label, ticket, result: result === 'green' ? 'succeeded' : 'failed', words: `the gate on ${label}: ${result}` };
  });
  return [...placed('agent', latest([...ended, ...running])), ...placed('lane', latest(gates))];
}

function latest(bars: readonly Bar[]): readonly Bar[] {
  return [...bars].sort((one, other) => one.from - other.from).slice(-mostBars);
}

/** Each bar in the first place that is free by then. */
function placed(name: string, bars: readonly Bar[]): readonly TimelineRow[] {
  const rows: Bar[][] = [];
  for (const bar of bars) {
    const free = rows.find((row) => (row.at(-1)?.to ?? 0) <= bar.from);
    if (free === undefined) rows.push([bar]);
    else free.push(bar);
  }
  return rows.map((row, at) => ({ name: `${name} ${String(at + 1)}`, bars: row }));
}
