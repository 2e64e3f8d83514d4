import type { Snapshot, Ticket } from '../plan/snapshot.js';
import { chainMinutes, criticalPath } from './criticalPath.js';

/** A ticket in its place: what it waits for stands in columns before it. */
export interface GraphNode {
  readonly id: string;
  readonly title: string;
  readonly state: Ticket['state'];
  readonly column: number;
  readonly row: number;
  readonly isCritical: boolean;
}

/** What waits for what. */
export interface TicketGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly isCritical: boolean }[];
  /** Tickets that are not at their end and have no place on the picture. */
  readonly hidden: number;
  /** Of coding, along the critical path; 0 where nothing is open. */
  readonly minutes: number;
}

/** More would be a picture of nothing. */
const mostNodes = 40;

/** The graph of what is open, with what that waits for directly; the most critical first where there is too much. Pure. */
export function ticketGraph(tickets: Snapshot['tickets'], minutesOf: (id: string) => number | undefined): TicketGraph {
  const chains = chainMinutes(tickets, (id) => minutesOf(id));
  const critical = criticalPath(tickets, chains);
  const onPath = new Set(critical);
  const ahead = [...chains.keys()].sort((one, other) => Number(onPath.has(other)) - Number(onPath.has(one)) || (chains.get(other) ?? 0) - (chains.get(one) ?? 0) || one.localeCompare(other));
  const before = ahead.flatMap((id) => tickets.get(id)?.fields['depends-on'] ?? []);
  const shown = new Set([...new Set([...ahead, ...before])].filter((id) => tickets.has(id)).slice(0, mostNodes));
  const columns = new Map<string, number>();
  const columnOf = (id: string): number => {
    const known = columns.get(id);
    if (known !== undefined) return known;
    columns.set(id, 0);
    const column = Math.max(-1, ...needsOf(tickets, id, shown).map(columnOf)) + 1;
    columns.set(id, column);
    return column;
  };
  const taken = new Map<number, number>();
  const nodes = [...shown].flatMap((id): GraphNode[] => {
    const ticket = tickets.get(id);
    if (ticket === undefined) return [];
    const column = columnOf(id);
    const row = taken.get(column) ?? 0;
    taken.set(column, row + 1);
    return [{ id, title: ticket.fields.title, state: ticket.state, column, row, isCritical: onPath.has(id) }];
  });
  const edges = nodes.flatMap(({ id }) => needsOf(tickets, id, shown).map((from) => ({ from, to: id, isCritical: onPath.has(from) && critical.indexOf(id) === critical.indexOf(from) + 1 })));
  return { nodes, edges, hidden: ahead.filter((id) => !shown.has(id)).length, minutes: critical[0] === undefined ? 0 : (chains.get(critical[0]) ?? 0) };
}

function needsOf(tickets: Snapshot['tickets'], id: string, shown: ReadonlySet<string>): readonly string[] {
  return (tickets.get(id)?.fields['depends-on'] ?? []).filter((other) => shown.has(other));
}
