import type { Phase, Status, TicketStatus } from './status.js';

/** A sign and a word for each phase: never a colour alone. */
export const phaseSigns: Readonly<Record<Phase, string>> = {
  open: '○',
  waiting: '◌',
  starting: '◔',
  coding: '◑',
  collecting: '◕',
  testing: '◕',
  landing: '◕',
  done: '●',
  stuck: '✗',
  cancelled: '–',
};

/** `3m 12s` since an ISO time. */
export function age(since: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(since)) / 1000));
  if (seconds < 60) return `${String(seconds)}s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${String(minutes)}m ${String(seconds % 60)}s` : `${String(Math.floor(minutes / 60))}h ${String(minutes % 60)}m`;
}

export function ticketDetail(ticket: TicketStatus, now: number): string {
  const parts = [
    ticket.attempt > 1 && ticket.phase !== 'open' ? `attempt ${String(ticket.attempt)}` : undefined,
    ticket.since === undefined ? undefined : age(ticket.since, now),
    ticket.landed === undefined ? undefined : `${ticket.landed.commit.slice(0, 10)}, tree ${ticket.landed.tree.slice(0, 10)}`,
    ticket.detail,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

/** The line that says why nothing is happening, or undefined when something is. */
export function waitingLine(status: Pick<Status, 'waits'>): string | undefined {
  return status.waits.length === 0 ? undefined : `WAITING: ${status.waits.map((wait) => wait.words).join('; ')}`;
}

/** The status as plain lines. */
export function statusLines(status: Status & { readonly engine?: string | undefined }, now: number): readonly string[] {
  const master = status.master === undefined ? 'no commit' : `${status.health} at ${status.master.slice(0, 10)}`;
  const engine = status.engine === undefined ? 'no engine runs' : `the engine is ${status.engine}`;
  const width = Math.max(0, ...status.tickets.map((ticket) => Math.min(50, ticket.title.length)));
  const lines = status.tickets.map((ticket) => {
    const title = ticket.title.length > 50 ? `${ticket.title.slice(0, 49)}…` : ticket.title;
    return `${phaseSigns[ticket.phase]} ${ticket.id} ${title.padEnd(width)}  ${ticket.phase.padEnd(9)} ${ticketDetail(ticket, now)}`.trimEnd();
  });
  const waiting = waitingLine(status);
  return [`${status.branch ?? 'no branch'} is ${master} · ${engine}`, ...lines, ...(waiting === undefined ? [] : [waiting])];
}
