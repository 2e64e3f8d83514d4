const minuteMilliseconds = 60_000;

/** `coding 3m`, `coding 2h 5m`, `coding 3d` since an ISO time, and `coding` in the first minute: a row does not change every second. */
export function withAge(words: string, since: string | undefined, now: number): string {
  const minutes = since === undefined ? 0 : Math.floor((now - Date.parse(since)) / minuteMilliseconds);
  return minutes <= 0 ? words : `${words} ${minutesWords(minutes)}`;
}

function minutesWords(minutes: number): string {
  if (minutes < 60) return `${String(minutes)}m`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${String(hours)}h ${String(minutes % 60)}m` : `${String(Math.floor(hours / 24))}d`;
}

function plural(number: number, unit: string): string {
  return `${String(number)} ${unit}${number === 1 ? '' : 's'}`;
}

/** `less than a minute`, `3 minutes`, `2 hours`, `3 days` since an ISO time, for those who hear it. */
export function spokenAge(since: string, now: number): string {
  const minutes = Math.max(0, Math.floor((now - Date.parse(since)) / minuteMilliseconds));
  if (minutes === 0) return 'less than a minute';
  if (minutes < 60) return plural(minutes, 'minute');
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? plural(hours, 'hour') : plural(Math.floor(hours / 24), 'day');
}

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** `10:12` on the engineer's clock, or `20 November 10:12` on another day. */
export function timeOfDay(iso: string, now: number): string {
  const [then, today] = [new Date(iso), new Date(now)];
  const time = `${String(then.getHours()).padStart(2, '0')}:${String(then.getMinutes()).padStart(2, '0')}`;
  return then.toDateString() === today.toDateString() ? time : `${String(then.getDate())} ${months[then.getMonth()] ?? ''} ${time}`;
}
