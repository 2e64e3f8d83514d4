import type { Snapshot } from '../plan/snapshot.js';
import { middleOf } from './ticketForecasts.js';

type Tickets = Snapshot['tickets'];

/** What a ticket counts for of which nobody said anything: as much as the others, or one where nobody said anything at all. */
function usualMinutes(stated: readonly number[]): number {
  return stated.length === 0 ? 1 : stated.reduce((sum, one) => sum + one, 0) / stated.length;
}

/** Open or at work: what something can still wait for. */
function isAhead(state: string | undefined): boolean {
  return state === 'open' || state === 'in-progress' || state === 'stuck';
}

/** For each ticket that is not at its end: the minutes of the longest chain of tickets that begins with it, each waiting for the one before, by `minutesOf` or by what was stated. Pure. */
export function chainMinutes(tickets: Tickets, minutesOf: (id: string) => number | undefined = (id) => middleOf(tickets.get(id)?.fields.prediction?.minutes)): ReadonlyMap<string, number> {
  const ahead = [...tickets].filter(([, { state }]) => isAhead(state));
  const usual = usualMinutes(ahead.flatMap(([id]) => minutesOf(id) ?? []));
  /** How many tickets that wait for it are not counted yet, and the longest chain behind it so far. */
  const open = new Map(ahead.map(([id]) => [id, { followers: 0, behind: 0 }]));
  const before = (id: string): readonly { followers: number; behind: number }[] => tickets.get(id)?.fields['depends-on'].flatMap((other) => open.get(other) ?? []) ?? [];
  for (const [id] of ahead) for (const one of before(id)) one.followers += 1;
  const chains = new Map<string, number>();
  // From those that nobody waits for backwards, without recursion: chains may be long. What a circle holds, which the plan does not allow, counts for nothing.
  const counted = ahead.flatMap(([id]) => (open.get(id)?.followers === 0 ? [id] : []));
  for (const id of counted) {
    const chain = (minutesOf(id) ?? usual) + (open.get(id)?.behind ?? 0);
    chains.set(id, chain);
    for (const other of tickets.get(id)?.fields['depends-on'] ?? []) {
      const one = open.get(other);
      if (one === undefined) continue;
      one.behind = Math.max(one.behind, chain);
      one.followers -= 1;
      if (one.followers === 0) counted.push(other);
    }
  }
  return chains;
}

/** The longest chain itself, from what can be begun first; empty where nothing is open. */
export function criticalPath(tickets: Tickets, chains: ReadonlyMap<string, number>): readonly string[] {
  const path: string[] = [];
  const longest = (ids: readonly string[]): string | undefined => [...ids].sort((one, other) => (chains.get(other) ?? 0) - (chains.get(one) ?? 0) || one.localeCompare(other))[0];
  for (let next = longest([...chains.keys()]); next !== undefined && !path.includes(next); ) {
    const last = next;
    path.push(last);
    next = longest([...chains.keys()].filter((id) => tickets.get(id)?.fields['depends-on'].includes(last) === true));
  }
  return path;
}
