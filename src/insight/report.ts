import { byHand } from '../plan/handTransitions.js';
import type { RunFields } from '../plan/schemas.js';
import type { Snapshot, Ticket } from '../plan/snapshot.js';
import type { FlakyTest } from './flaky.js';
import { flakyTests } from './flaky.js';
import type { PlanHistory } from './planHistory.js';
import { median, minutesBetween } from './planHistory.js';
import type { RedSpan } from './redMaster.js';
import { redMaster } from './redMaster.js';
import type { Spend } from './spend.js';
import { endedSince, spendOf } from './spend.js';
import type { Measure, PlanForecast } from './ticketForecasts.js';
import { planForecast } from './ticketForecasts.js';
import type { BegunHigher } from './beginnings.js';
import { begunHigher } from './beginnings.js';
import type { Climb } from './climbs.js';
import { climbsOf } from './climbs.js';
import { runsByTicket } from './runsByTicket.js';

/** What runs are put together by. */
export const reportKeys = ['model', 'role', 'area', 'kind'] as const;
export type ReportKey = (typeof reportKeys)[number];

/** How often something was said, the most frequent first. */
export type Counted = readonly { readonly words: string; readonly times: number }[];

/** How the runs of one model, role, area or kind of ticket went. */
export interface ReportRow {
  readonly by: ReportKey;
  readonly name: string;
  readonly spend: Spend;
  /** Its runs at tickets. */
  readonly attempts: number;
  /** Runs that came to something: what they wrote was handed on. */
  readonly submitted: number;
  /** Why the others did not, by the words of their records. */
  readonly failures: Counted;
  /** The same by the engine's word for the cause, or for how the run ended. */
  readonly causes: Counted;
  /** Tickets that its coding runs worked on, and what became of these; promoted: the next attempt was made by another model. */
  readonly tickets: { readonly all: number; readonly done: number; readonly firstTime: number; readonly stuck: number; readonly promoted: number };
  /** How often work of its attempts was reviewed. */
  readonly reviews: number;
  /** What the gate took over work of its attempts, in minutes; of several that were tested together, each its part. */
  readonly gateMinutes: number;
  /** How long its questions lay before they were answered, added up, in minutes. */
  readonly waitMinutes: number;
  /** Of half of its done tickets at most: minutes on the clock from the first run to master. */
  readonly medianWallMinutes: number | undefined;
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
  readonly flaky: readonly FlakyTest[];
  /** Whether it paid that tickets went on to another model; over the whole history, whatever the report is of. */
  readonly climbs: readonly Climb[];
  /** Whether it paid to begin tickets above the first rung of their ladder; over the whole history as well. */
  readonly begunHigher: readonly BegunHigher[];
  /** When master was red; those that were over before the report begins are left out. */
  readonly red: readonly RedSpan[];
}

type Plan = Pick<Snapshot, 'tickets' | 'questions'>;

/** The statistics of a plan from its history alone. Pure. */
export function reportOf(plan: Plan, history: PlanHistory, since: string | undefined): Report {
  const from = since === undefined ? -Infinity : Date.parse(since);
  const runs = endedSince(history.records, from).filter(({ model }) => model !== byHand);
  const states = [...plan.tickets.values()].map(({ state }) => state);
  const count = (...wanted: readonly Ticket['state'][]): number => states.filter((state) => wanted.includes(state)).length;
  return {
    since,
    tickets: { done: count('done'), open: count('open', 'in-progress'), stuck: count('stuck'), cancelled: count('cancelled') },
    spend: spendOf(runs),
    rows: rowsOf(plan, history, runs, from),
    forecast: { minutes: planForecast(plan, history.records, 'minutes'), dollars: planForecast(plan, history.records, 'dollars') },
    engineer: engineerRow(plan, from),
    climbs: climbsOf(plan, history.records),
    begunHigher: begunHigher(plan, history.records),
    flaky: flakyTests(history.verdicts, from),
    red: redMaster(plan, history.verdicts).filter(({ until }) => until === undefined || Date.parse(until) >= from),
  };
}

/** What is gathered of a row. */
interface Gathered {
  readonly runs: RunFields[];
  readonly promoted: Set<string>;
  reviews: number;
  gateMinutes: number;
  waitMinutes: number;
}

/** Whose something is: what was done at a ticket belongs to the attempt that it was done for. */
interface Owner {
  readonly model?: string | undefined;
  readonly role?: string | undefined;
  readonly ticket?: string | undefined;
  readonly area?: string | undefined;
}

class Rows {
  private readonly found = new Map<ReportKey, Map<string, Gathered>>(reportKeys.map((by) => [by, new Map()]));

  constructor(private readonly tickets: Snapshot['tickets']) {}

  /** The rows that an owner has a part in. */
  of({ model, role, ticket, area }: Owner, isMade = false): readonly Gathered[] {
    const fields = ticket === undefined ? undefined : this.tickets.get(ticket)?.fields;
    const names = { model, role, area: fields?.area ?? area, kind: fields?.kind };
    return reportKeys.flatMap((by) => {
      const name = names[by];
      const rows = this.found.get(by);
      if (name === undefined || rows === undefined) return [];
      const known = rows.get(name);
      if (known !== undefined || !isMade) return known ?? [];
      const row: Gathered = { runs: [], promoted: new Set(), reviews: 0, gateMinutes: 0, waitMinutes: 0 };
      rows.set(name, row);
      return [row];
    });
  }

  all(): readonly { readonly by: ReportKey; readonly name: string; readonly row: Gathered }[] {
    return reportKeys.flatMap((by) => [...(this.found.get(by) ?? [])].sort(([one], [other]) => one.localeCompare(other, 'en')).map(([name, row]) => ({ by, name, row })));
  }
}

function rowsOf({ tickets, questions }: Plan, { records, verdicts, reviews }: PlanHistory, runs: readonly RunFields[], from: number): readonly ReportRow[] {
  const rows = new Rows(tickets);
  const attempts = runsByTicket(records);
  for (const run of runs) for (const row of rows.of(run, true)) row.runs.push(run);
  for (const [ticket, coded] of attempts) {
    coded.forEach(({ model, ended }, at) => {
      const next = coded[at + 1];
      if (next === undefined || next.model === model || Date.parse(ended) < from) return;
      for (const row of rows.of({ model, role: 'coding', ticket })) row.promoted.add(ticket);
    });
  }
  for (const { ticket, attempt } of reviews) {
    const run = attempts.get(ticket)?.find((one) => one.attempt === attempt);
    if (run === undefined || Date.parse(run.ended) < from) continue;
    for (const row of rows.of(run)) row.reviews += 1;
  }
  for (const { ticket, stack, seconds, finished } of verdicts) {
    const tested = stack ?? (ticket === undefined ? [] : [ticket]);
    if (Date.parse(finished) < from) continue;
    for (const one of tested) {
      const run = attempts.get(one)?.findLast(({ ended }) => Date.parse(ended) <= Date.parse(finished));
      for (const row of rows.of({ model: run?.model, role: 'coding', ticket: one })) row.gateMinutes += seconds / 60 / tested.length;
    }
  }
  const models = new Map(records.map(({ run, model }) => [run, model]));
  for (const { fields: { asker, asked, answered } } of questions.values()) {
    if (answered === undefined || Date.parse(answered.at) < from) continue;
    const owner = { model: models.get(asker.run), role: asker.role, ticket: asker.ticket, area: asker.area };
    for (const row of rows.of(owner)) row.waitMinutes += minutesBetween(asked, answered.at);
  }
  return rows.all().map(({ by, name, row }) => rowOf(by, name, row, tickets, attempts));
}

function counted(words: readonly string[]): Counted {
  const times = new Map<string, number>();
  for (const one of words) times.set(one, (times.get(one) ?? 0) + 1);
  return [...times].map(([one, many]) => ({ words: one, times: many })).sort((one, other) => other.times - one.times || one.words.localeCompare(other.words, 'en'));
}

function rowOf(by: ReportKey, name: string, { runs, promoted, reviews, gateMinutes, waitMinutes }: Gathered, tickets: Snapshot['tickets'], attempts: ReadonlyMap<string, readonly RunFields[]>): ReportRow {
  const coding = runs.filter(({ role, ticket }) => role === 'coding' && ticket !== undefined);
  const coded = [...new Set(coding.flatMap(({ ticket }) => ticket ?? []))].flatMap((id) => tickets.get(id) ?? []);
  const done = coded.filter(({ state }) => state === 'done');
  const failed = runs.filter(({ submitted }) => !submitted);
  const walls = done.flatMap(({ fields: { id, landed } }) => {
    const started = attempts.get(id)?.[0]?.started;
    return landed === undefined || started === undefined ? [] : [minutesBetween(started, landed.at)];
  });
  return {
    by,
    name,
    spend: spendOf(runs),
    attempts: coding.length,
    submitted: runs.length - failed.length,
    failures: counted(failed.map(({ outcome }) => outcome)),
    causes: counted(failed.map(({ failure, reason }) => failure?.cause ?? reason)),
    tickets: {
      all: coded.length,
      done: done.length,
      firstTime: done.filter(({ fields }) => fields.failures + (fields.forgiven ?? 0) === 0).length,
      stuck: coded.filter(({ state }) => state === 'stuck').length,
      promoted: promoted.size,
    },
    reviews,
    gateMinutes,
    waitMinutes,
    medianWallMinutes: median(walls),
  };
}

function engineerRow({ questions }: Pick<Snapshot, 'questions'>, from: number): Report['engineer'] {
  const asked = [...questions.values()].flatMap(({ fields: { path, answered } }) => {
    const reached = path.find(({ level }) => level === 'engineer');
    return reached === undefined || Date.parse(reached.at) < from ? [] : [{ reached: reached.at, answered: answered?.at }];
  });
  const minutes = asked.flatMap(({ reached, answered }) => (answered === undefined ? [] : [minutesBetween(reached, answered)]));
  return { asked: asked.length, answered: minutes.length, medianMinutes: median(minutes) };
}
