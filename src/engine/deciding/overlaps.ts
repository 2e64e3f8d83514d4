import type { Ticket } from '../../plan/snapshot.js';
import { ticketsIn } from '../../plan/snapshot.js';
import { sharedFiles } from '../../queue/statedFiles.js';
import type { Observation } from './observe.js';

/** Two tickets that are likely to change the same. */
export interface Overlap {
  readonly ticket: string;
  /** Somebody works on it, or it is in the queue. */
  readonly other: string;
  /** The patterns of `ticket` that name files of the other. */
  readonly files: readonly string[];
}

type Ground = Pick<Observation, 'snapshot' | 'queue'>;

/** What the tickets at work change: of one in the queue the paths that it does change, of the others what they state. */
function filesAtWork({ snapshot, queue }: Ground): ReadonlyMap<string, Iterable<string>> {
  const paths = new Map(queue.map((view) => [view.ticket, view.paths]));
  return new Map(ticketsIn(snapshot, 'in-progress').map(({ fields }) => [fields.id, paths.get(fields.id) ?? fields.files ?? []]));
}

/** The open tickets whose stated files are those of one that is at work. */
export function overlaps(ground: Ground): readonly Overlap[] {
  const stating = ticketsIn(ground.snapshot, 'open').filter(({ fields }) => (fields.files ?? []).length > 0);
  const atWork = stating.length === 0 ? new Map<string, Iterable<string>>() : filesAtWork(ground);
  return stating.flatMap(({ fields }) =>
    [...atWork].flatMap(([other, paths]): readonly Overlap[] => {
      const files = sharedFiles(fields.files ?? [], paths);
      return files.length === 0 ? [] : [{ ticket: fields.id, other, files }];
    }),
  );
}

/** So many are told. */
const mostNamed = 3;

/** `0013 and 0012 both change src/queue/*.ts`. */
export function overlapWords({ ticket, other, files }: Overlap): string {
  const more = files.length > mostNamed ? ` and ${String(files.length - mostNamed)} more` : '';
  return `${ticket} and ${other} both change ${files.slice(0, mostNamed).join(', ')}${more}`;
}

/** So many tickets are put into an order by their files; nobody is about to begin those behind them. */
const mostOrdered = 64;

/**
 * Tickets in their order, but so that those that state files of one at work, or of one before them, come behind those that do not. It only
 * orders: where nothing else is to be done, they are begun as well.
 */
export function apart(tickets: readonly Ticket[], ground: Ground): readonly Ticket[] {
  if (!tickets.some(({ fields }) => fields.files !== undefined)) return tickets;
  const taken = [...filesAtWork(ground).values()].flatMap((paths) => [...paths]);
  const left = [...tickets];
  const ordered: Ticket[] = [];
  while (left.length > 0 && ordered.length < mostOrdered) {
    const at = left.findIndex(({ fields }) => sharedFiles(fields.files ?? [], taken).length === 0);
    const [next] = left.splice(Math.max(0, at), 1);
    if (next === undefined) break;
    ordered.push(next);
    taken.push(...(next.fields.files ?? []));
  }
  return [...ordered, ...left];
}
