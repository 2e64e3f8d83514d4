import type { Snapshot, Ticket } from '../plan/snapshot.js';
import type { Forecast } from './forecast.js';
import { severalWords } from './severalWords.js';
import type { PlanForecast } from './ticketForecasts.js';
import { amount, forecastWords } from './ticketForecasts.js';

/** Tickets for each of which one run will hardly do: it ends before. */
export interface ShortTime {
  /** How long a run may take, in minutes. */
  readonly limit: number;
  /** Where the limit is of the ticket's own budget. */
  readonly isOwn: boolean;
  /** The likely minutes of the first of them. */
  readonly forecast: Forecast;
  readonly tickets: readonly string[];
}

function isToBegin({ state, fields }: Ticket): boolean {
  return state === 'open' && fields.attempts === 0;
}

/** Whether somebody has stated how long a ticket will take that is yet to be begun: of others there is nothing to be said beforehand. */
export function isTimeForetold({ tickets }: Pick<Snapshot, 'tickets'>): boolean {
  return [...tickets.values()].some((ticket) => isToBegin(ticket) && ticket.fields.prediction?.minutes !== undefined);
}

/**
 * The tickets that more likely than not will take longer than a run of theirs may, before they are begun: first those that have a limit of their own, then all that go by `limits.runMinutes` together.
 * A forecast is of all attempts together, and each run that is cut short costs one of them. Pure.
 */
export function shortTimes({ config, tickets }: Pick<Snapshot, 'config' | 'tickets'>, { tickets: forecasts }: Pick<PlanForecast, 'tickets'>): readonly ShortTime[] {
  const most = config?.limits.runMinutes ?? Infinity;
  const found = Object.entries(forecasts).flatMap(([id, forecast]): readonly ShortTime[] => {
    const ticket = tickets.get(id);
    if (ticket === undefined || !isToBegin(ticket)) return [];
    const own = ticket.fields.budget?.minutes ?? Infinity;
    const limit = Math.min(most, own);
    return forecast.likely > limit ? [{ limit, isOwn: own < most, forecast, tickets: [id] }] : [];
  });
  const alike = found.filter(({ isOwn }) => !isOwn);
  const [first] = alike;
  return [...found.filter(({ isOwn }) => isOwn), ...(first === undefined ? [] : [{ ...first, tickets: alike.flatMap((one) => one.tickets) }])];
}

/** `0012 will take 40 min to 1.6 h of coding by its forecast, and a run of it ends after 30 min (limits.runMinutes)`. */
export function shortTimeWords({ limit, isOwn, forecast, tickets }: ShortTime): string {
  const [ticket = ''] = tickets;
  const words = `${amount(limit, 'minutes')} (${isOwn ? "the ticket's own budget" : 'limits.runMinutes'})`;
  if (tickets.length > 1) return `${severalWords(tickets)} will each take longer by their forecasts than a run may, ${words}`;
  return `${ticket} will take ${forecastWords(forecast, 'minutes')} of coding by its forecast, and a run of it ends after ${words}`;
}
