import { byHand } from '../plan/handTransitions.js';
import type { RunFields } from '../plan/schemas.js';
import { moneyOf } from './spend.js';
import type { Snapshot, Ticket } from '../plan/snapshot.js';
import type { Forecast, Past, Score } from './forecast.js';
import { Forecaster, scoreOf, together } from './forecast.js';

/** What is measured of a ticket's coding, over all of its attempts. */
export const measures = ['minutes', 'dollars'] as const;
export type Measure = (typeof measures)[number];

/** What the open tickets of a plan will take yet, by what the done ones took. */
export interface PlanForecast {
  /** All that is left together; undefined where nothing is open, or nothing can be said of any of it. */
  readonly left: Forecast | undefined;
  /** By ticket; only those of which something can be said. */
  readonly tickets: Readonly<Record<string, Forecast>>;
  /** How the forecasts of the done tickets would have done; undefined where none of them had been stated. */
  readonly score: Score | undefined;
}

/** The middle of a range on a logarithmic scale; of `[0, 4]` half of its end. */
export function middleOf(range: readonly [number, number] | undefined): number | undefined {
  if (range === undefined) return undefined;
  const [least, most] = range;
  return least === 0 ? most / 2 : Math.sqrt(least * most);
}

function stated(ticket: Ticket, measure: Measure): number | undefined {
  return middleOf(ticket.fields.prediction?.[measure]);
}

/** What the coding runs of each ticket took; nothing of a ticket with a run that does not tell. */
function takenByTicket(records: readonly RunFields[], measure: Measure): ReadonlyMap<string, number> {
  const taken = new Map<string, number>();
  for (const run of records) {
    const { ticket, role, model, started, ended } = run;
    if (ticket === undefined || role !== 'coding' || model === byHand) continue;
    const minutes = started === undefined ? NaN : Math.max(0, Date.parse(ended) - Date.parse(started)) / 60_000;
    taken.set(ticket, (taken.get(ticket) ?? 0) + (measure === 'minutes' ? minutes : (moneyOf(run) ?? NaN)));
  }
  return new Map([...taken].filter(([, amount]) => !Number.isNaN(amount)));
}

/** The done tickets whose coding is known, in the order in which their last runs ended. */
function historyOf(tickets: Snapshot['tickets'], records: readonly RunFields[], measure: Measure): readonly (Past & { readonly ticket: string })[] {
  const ends = new Map<string, number>();
  for (const { ticket, ended } of records) if (ticket !== undefined) ends.set(ticket, Math.max(ends.get(ticket) ?? 0, Date.parse(ended)));
  return [...takenByTicket(records, measure)]
    .flatMap(([id, took]) => {
      const ticket = tickets.get(id);
      return ticket?.state === 'done' ? [{ ticket, took }] : [];
    })
    .sort((one, other) => (ends.get(one.ticket.fields.id) ?? 0) - (ends.get(other.ticket.fields.id) ?? 0))
    .map(({ ticket, took }) => ({ ticket: ticket.fields.id, stated: stated(ticket, measure), took }));
}

/** The forecast of a plan. What an open ticket took already is part of what it will have taken, and is not taken off. Pure. */
export function planForecast({ tickets }: Pick<Snapshot, 'tickets'>, records: readonly RunFields[], measure: Measure): PlanForecast {
  const history = historyOf(tickets, records, measure);
  const forecaster = Forecaster.of(history);
  const left = new Map<string, Forecast>();
  for (const [id, ticket] of tickets) {
    if (ticket.state !== 'open' && ticket.state !== 'in-progress') continue;
    const forecast = forecaster.forecast(stated(ticket, measure));
    if (forecast !== undefined) left.set(id, forecast);
  }
  return { left: together([...left.values()]), tickets: Object.fromEntries(left), score: scoreOf(history) };
}

/** A done ticket's forecast, made from those before it alone, beside what it took. */
export interface Foretold {
  readonly ticket: string;
  readonly forecast: Forecast;
  readonly stated: number | undefined;
  readonly took: number;
}

/** The done tickets of which something was foretold, in the order in which they were done. Pure. */
export function foretold({ tickets }: Pick<Snapshot, 'tickets'>, records: readonly RunFields[], measure: Measure): readonly Foretold[] {
  const forecaster = new Forecaster();
  return historyOf(tickets, records, measure).flatMap(({ ticket, ...past }) => {
    const forecast = forecaster.forecast(past.stated);
    forecaster.learn(past);
    return forecast === undefined ? [] : [{ ticket, forecast, ...past }];
  });
}

/** An open ticket that took far more than was foretold. */
export interface Overdue {
  readonly ticket: string;
  readonly took: number;
  readonly forecast: Forecast;
}

/** So many times its forecast is worth a word. */
const overdueTimes = 2;

/** The tickets that are not done and whose coding took twice its forecast or more; `running`: minutes that runs at work took so far, by ticket. It warns, and stops nothing. Pure. */
export function overdueTickets(plan: Pick<Snapshot, 'tickets'>, records: readonly RunFields[], running: ReadonlyMap<string, number> = new Map()): readonly Overdue[] {
  const taken = takenByTicket(records, 'minutes');
  return Object.entries(planForecast(plan, records, 'minutes').tickets)
    .map(([ticket, forecast]) => ({ ticket, forecast, took: (taken.get(ticket) ?? 0) + (running.get(ticket) ?? 0) }))
    .filter(({ took, forecast }) => took >= overdueTimes * forecast.likely)
    .sort((one, other) => one.ticket.localeCompare(other.ticket));
}

/** `0012 took twice its forecast: 44 min, where 8.0 min to 31 min were likely`. */
export function overdueWords({ ticket, took, forecast }: Overdue): string {
  const times = Math.floor(took / forecast.likely);
  return `${ticket} took ${times === overdueTimes ? 'twice' : `${String(times)} times`} its forecast: ${amount(took, 'minutes')}, where ${forecastWords(forecast, 'minutes')} were likely`;
}

/** What is known beforehand of a ticket's coding, or was, beside what it took; undefined where nothing is. Pure. */
export function ticketForecastWords(plan: Pick<Snapshot, 'tickets'>, records: readonly RunFields[], id: string): string | undefined {
  const told = measures.flatMap((measure) => {
    const past = foretold(plan, records, measure).find(({ ticket }) => ticket === id);
    const forecast = past?.forecast ?? planForecast(plan, records, measure).tickets[id];
    if (forecast === undefined) return [];
    return [{ learned: forecast.learnedFrom, words: `${forecastWords(forecast, measure)}${past === undefined ? '' : ` (took ${amount(past.took, measure)})`}` }];
  });
  const [first] = told;
  if (first === undefined) return undefined;
  return `Forecast: ${told.map(({ words }) => words).join(', ')}${first.learned === 0 ? ', as it was stated' : `, learned from ${String(first.learned)} done ${first.learned === 1 ? 'ticket' : 'tickets'}`}`;
}

/** `left: 2.4 h to 3.6 h of coding, $9.00 to $14`; undefined where nothing is open, or nothing is known. */
export function leftWords(forecasts: Readonly<Record<Measure, PlanForecast>>): string | undefined {
  const left = measures.flatMap((measure) => {
    const { left: all } = forecasts[measure];
    return all === undefined ? [] : [`${forecastWords(all, measure)}${measure === 'minutes' ? ' of coding' : ''}`];
  });
  return left.length === 0 ? undefined : `left: ${left.join(', ')}`;
}

/** `$1.20`, `44 min`. */
export function amount(value: number, measure: Measure): string {
  if (measure === 'dollars') return `$${value < 10 ? value.toFixed(2) : value.toFixed(0)}`;
  return value < 90 ? `${value < 10 ? value.toFixed(1) : value.toFixed(0)} min` : `${(value / 60).toFixed(1)} h`;
}

/** `2.4 h to 3.6 h`. */
export function forecastWords({ least, most }: Forecast, measure: Measure): string {
  return `${amount(least, measure)} to ${amount(most, measure)}`;
}

/** What a report says of a forecast, a line each; nothing where nothing is known. */
export function forecastLines(forecasts: Readonly<Record<Measure, PlanForecast>>): readonly string[] {
  const { minutes } = forecasts;
  const left = leftWords(forecasts);
  const { score } = minutes;
  const learned = minutes.left?.learnedFrom ?? 0;
  return [
    ...(left === undefined ? [] : [`${left.replace(/^l/, 'L')}, in eight of ten cases (${learned === 0 ? 'as the managers stated it: no ticket is done yet' : `learned from ${String(learned)} done ${learned === 1 ? 'ticket' : 'tickets'}`}).`]),
    ...(score === undefined
      ? []
      : [`Forecasts: ${String(score.within)} of ${String(score.count)} done tickets lay within theirs; off by ${times(score.error)} on average, where what the managers stated was off by ${times(score.statedError)} and the mean of all before by ${times(score.meanError)}.`]),
  ];
}

/** An error of logarithms as a factor. */
function times(error: number): string {
  return `a factor of ${Math.exp(error).toFixed(2)}`;
}
