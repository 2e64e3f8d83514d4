import type { LeftWorktree } from '../../engine/hand/leftWork.js';
import type { Snapshot } from '../../plan/snapshot.js';

/** `0012 Greet by name`: what a worktree was made for. */
export function worktreeTitle({ tickets }: Pick<Snapshot, 'tickets'>, of: string): string {
  const ticket = of.replace(/^hand-/, '');
  const title = tickets.get(ticket)?.fields.title;
  return title === undefined ? of : `${ticket} ${title}`;
}

/** Of a piece of work, the worktree that was made last. */
export function latestOf(worktrees: readonly LeftWorktree[], of: string): LeftWorktree | undefined {
  return [...worktrees].sort((one, other) => other.attempt - one.attempt).find((one) => one.of === of);
}

/** The newest ticket first, and of each the latest attempt first; what was made for other work comes last. */
export function inListOrder(worktrees: readonly LeftWorktree[]): readonly LeftWorktree[] {
  const isTicket = ({ of }: LeftWorktree): number => Number(/^\d+$/.test(of));
  return [...worktrees].sort((one, other) => isTicket(other) - isTicket(one) || other.of.localeCompare(one.of) || other.attempt - one.attempt);
}

/** `12.4 MB`: decimal, as file managers say it. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${String(bytes)} B`;
  const power = Math.min(4, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value.toFixed(value < 100 ? 1 : 0)} ${['B', 'kB', 'MB', 'GB', 'TB'][power] ?? ''}`;
}

const minute = 60_000;

/** `3 days`: how long ago, in one unit. */
export function span(milliseconds: number): string {
  const units: readonly (readonly [number, string])[] = [[24 * 60 * minute, 'day'], [60 * minute, 'hour'], [minute, 'minute']];
  for (const [length, name] of units) {
    const count = Math.floor(milliseconds / length);
    if (count > 0) return `${String(count)} ${name}${count === 1 ? '' : 's'}`;
  }
  return 'a moment';
}
