import type { Account } from '../../insight/budgets.js';
import { shortfalls, shortfallWords } from '../../insight/shortfalls.js';
import { shortTimes, shortTimeWords } from '../../insight/shortTime.js';
import type { Measure, Overdue, PlanForecast } from '../../insight/ticketForecasts.js';
import { overdueTickets, planForecast } from '../../insight/ticketForecasts.js';
import type { Project } from '../project.js';
import type { Status } from './status.js';

/** What is left of a plan, and which tickets take longer than was foretold. */
export interface Foreseen {
  readonly forecast: Readonly<Record<Measure, PlanForecast>>;
  readonly overdue: readonly Overdue[];
  /** What is to be said of budgets, and of limits of time, that will hardly do for what is open. */
  readonly shortfalls: readonly string[];
}

/** Undefined where nothing is open: then no record is read. */
export async function foreseen({ store, ports }: Pick<Project, 'store' | 'ports'>, { tickets }: Pick<Status, 'tickets'>, account: Account | undefined): Promise<Foreseen | undefined> {
  if (tickets.every(({ phase }) => phase === 'done' || phase === 'cancelled' || phase === 'stuck')) return undefined;
  const snapshot = await store.read();
  const records = await store.records.read(snapshot);
  const running = new Map(tickets.flatMap(({ id, phase, since }) => (phase === 'coding' && since !== undefined ? [[id, (ports.clock.now() - Date.parse(since)) / 60_000]] : [])));
  const forecast = { minutes: planForecast(snapshot, records, 'minutes'), dollars: planForecast(snapshot, records, 'dollars') };
  const money = account === undefined ? [] : shortfalls(snapshot, account, forecast.dollars).map(shortfallWords);
  const time = shortTimes(snapshot, forecast.minutes).map(shortTimeWords);
  return { forecast, overdue: overdueTickets(snapshot, records, running), shortfalls: [...money, ...time] };
}
