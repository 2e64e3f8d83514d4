/** `3m 12s` since an ISO time, in its two largest units. */
export function age(since: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(since)) / 1000));
  if (seconds < 60) return `${String(seconds)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${String(minutes)}m ${String(seconds % 60)}s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${String(hours)}h ${String(minutes % 60)}m` : `${String(Math.floor(hours / 24))}d ${String(hours % 24)}h`;
}
