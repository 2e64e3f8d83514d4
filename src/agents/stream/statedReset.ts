import { isoSeconds } from '../../platform/clock.js';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** `4:32 PM`, on the day when it was said or the next; `Nov 24th, 2026 3:32 PM`. Of this machine's time. */
const atTime = /\btry again at (?:([A-Z][a-z]{2})[a-z]* (\d{1,2})(?:st|nd|rd|th)?, (\d{4}) )?(\d{1,2}):(\d\d) ?([AP]M)\b/i;
/** `in 1h 2m 3.5s`, `in 20 seconds`, `in 3 days 2 hours`. */
const inTime = /\btry again in ((?:\d+(?:\.\d+)?\s*[a-z]+[\s,]*(?:and\s+)?)+)/i;

function lasting(words: string): number {
  let whole = 0;
  for (const [, count = '', unit = ''] of words.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/gi)) {
    const length = /^ms|^milli/i.test(unit) ? 1 : /^s/i.test(unit) ? 1000 : /^m/i.test(unit) ? minute : /^h/i.test(unit) ? hour : /^d/i.test(unit) ? day : 0;
    whole += Number(count) * length;
  }
  return whole;
}

function momentOf([, month, date, year, hours = '', minutes = '', half = '']: RegExpExecArray, said: number): number | undefined {
  const inHours = (Number(hours) % 12) + (half.toUpperCase() === 'PM' ? 12 : 0);
  if (month !== undefined) {
    const at = months.indexOf(month.toLowerCase());
    return at < 0 ? undefined : new Date(Number(year), at, Number(date), inHours, Number(minutes)).getTime();
  }
  const today = new Date(said);
  const at = new Date(today.getFullYear(), today.getMonth(), today.getDate(), inHours, Number(minutes)).getTime();
  // The minute that is named may be the one in which it was said.
  return at > said - minute ? at : at + day;
}

/** When a server will serve again, from what its agent said of it in words where it tells no other way; `said` when, in milliseconds since the epoch. */
export function statedReset(words: string, said: number): string | undefined {
  const at = atTime.exec(words);
  const within = inTime.exec(words)?.[1];
  const moment = at === null ? (within === undefined ? undefined : said + lasting(within)) : momentOf(at, said);
  return moment === undefined || Number.isNaN(moment) || Math.abs(moment) > 8e15 ? undefined : isoSeconds(Math.ceil(moment / 1000) * 1000);
}
