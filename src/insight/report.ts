import { byHand } from '../plan/handTransitions.js';
import type { RunFields } from '../plan/schemas.js';
import type { Snapshot, Ticket } from '../plan/snapshot.js';
import type { Spend } from './spend.js';
import { endedSince, spendOf } from './spend.js';
import type { Measure, PlanForecast } from './ticketForecasts.js';
import { planForecast } from './ticketForecasts.js';

/** What runs are put together by. */
export const reportKeys = ['model', 'role', 'area', 'kind'] as const;
export type ReportKey = (typeof reportKeys)[number];

/** How the runs of one model, role, area or kind of ticket went. */
export interface ReportRow {
  readonly by: ReportKey;
  readonly name: string;
  readonly spend: Spend;
  /** Runs that came to something: what they wrote was handed on. */
  readonly submitted: number;
  /** Why the others did not, by the words of their records, the most frequent first. */
  readonly failures: readonly { readonly words: string; readonly times: number }[];
  /** Tickets that its coding runs worked on, and what became of these. */
  readonly tickets: { readonly all: number; readonly done: number; readonly firstTime: number; readonly stuck: number };
}

export interface Report {
  /** ISO; undefined for the whole history. */
  readonly since: string | undefined;
  readonly tickets: { readonly done: number; readonly open: number; readonly stuck: number; readonly cancelled: number };
  readonly spend: Spend;
  readonly rows: readonly ReportRow[];
  /** What is left to do; learned from the whole history, whatever the report is of. */
  readonly forecast: Readonly<Record<Measure, PlanForecast>>;
  /** What the engineer was asked, and how long the answers took. */
  readonly engineer: { readonly asked: number; readonly answered: number; readonly medianMinutes: number | undefined };
}

/** The statistics of a plan from its history alone: records of runs, tickets, questions. Pure. */
export function reportOf(snapshot: Pick<Snapshot, 'tickets' | 'questions'>, records: readonly RunFields[], since: string | undefined): Report {
  const from = since === undefined ? -Infinity : Date.parse(since);
  const runs = endedSince(records, from).filter(({ model }) => model !== byHand);
  const states = [...snapshot.tickets.values()].map(({ state }) => state);
  const count = (...wanted: readonly Ticket['state'][]): number => states.filter((state) => wanted.includes(state)).length;
  return {
    since,
    tickets: { done: count('done'), open: count('open', 'in-progress'), stuck: count('stuck'), cancelled: count('cancelled') },
    spend: spendOf(runs),
    rows: reportKeys.flatMap((by) => rowsBy(by, snapshot, runs)),
    forecast: { minutes: planForecast(snapshot, records, 'minutes'), dollars: planForecast(snapshot, records, 'dollars') },
    engineer: engineerRow(snapshot, from),
  };
}

function rowsBy(by: ReportKey, { tickets }: Pick<Snapshot, 'tickets'>, runs: readonly RunFields[]): readonly ReportRow[] {
  const groups = new Map<string, RunFields[]>();
  for (const run of runs) {
    const ticket = run.ticket === undefined ? undefined : tickets.get(run.ticket)?.fields;
    const name = { model: run.model, role: run.role, area: ticket?.area, kind: ticket?.kind }[by];
    if (name !== undefined) groups.set(name, [...(groups.get(name) ?? []), run]);
  }
  return [...groups].sort(([one], [other]) => one.localeCompare(other, 'en')).map(([name, own]) => rowOf(by, name, own, tickets));
}

function rowOf(by: ReportKey, name: string, runs: readonly RunFields[], tickets: Snapshot['tickets']): ReportRow {
  const coded = [...new Set(runs.flatMap(({ role, ticket }) => (role === 'coding' && ticket !== undefined ? [ticket] : [])))].flatMap((id) => tickets.get(id) ?? []);
  const done = coded.filter(({ state }) => state === 'done');
  const failed = new Map<string, number>();
  for (const { submitted, outcome } of runs) {
    if (!submitted) failed.set(outcome, (failed.get(outcome) ?? 0) + 1);
  }
  return {
    by,
    name,
    spend: spendOf(runs),
    submitted: runs.filter(({ submitted }) => submitted).length,
    failures: [...failed].map(([words, times]) => ({ words, times })).sort((one, other) => other.times - one.times || one.words.localeCompare(other.words, 'en')),
    tickets: { all: coded.length, done: done.length, firstTime: done.filter(({ fields }) => fields.failures + (fields.forgiven ?? 0) === 0).length, stuck: coded.filter(({ state }) => state === 'stuck').length },
  };
}

function engineerRow({ questions }: Pick<Snapshot, 'questions'>, from: number): Report['engineer'] {
  const asked = [...questions.values()].flatMap(({ fields: { path, answered } }) => {
    const reached = path.find(({ level }) => level === 'engineer');
    return reached === undefined || Date.parse(reached.at) < from ? [] : [{ reached: reached.at, answered: answered?.at }];
  });
  const minutes = asked.flatMap(({ reached, answered }) => (answered === undefined ? [] : [(Date.parse(answered) - Date.parse(reached)) / 60_000])).sort((a, b) => a - b);
  return { asked: asked.length, answered: minutes.length, medianMinutes: minutes[Math.floor((minutes.length - 1) / 2)] };
}
