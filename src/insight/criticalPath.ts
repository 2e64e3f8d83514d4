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
  const followers = new Map<string, string[]>();
  for (const [id, { fields }] of ahead) {
    for (const other of fields['depends-on']) followers.set(other, [...(followers.get(other) ?? []), id]);
  }
  const chains = new Map<string, number>();
  const visit = (id: string): number => {
    const known = chains.get(id);
    if (known !== undefined) return known;
    // A circle, which the plan does not allow, ends here.
    chains.set(id, 0);
    const chain = (minutesOf(id) ?? usual) + Math.max(0, ...(followers.get(id) ?? []).map(visit));
    chains.set(id, chain);
    return chain;
  };
  for (const [id] of ahead) visit(id);
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
