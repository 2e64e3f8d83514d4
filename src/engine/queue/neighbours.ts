import { treeDifferences } from '../../git/diff.js';
import type { Repository } from '../../git/repository.js';
import type { Pending } from '../../plan/schemas.js';
import type { Snapshot } from '../../plan/snapshot.js';

/** A ticket that landed since a submission was begun. */
export interface Neighbour {
  readonly ticket: string;
  readonly title: string;
  /** The commit that it landed as. */
  readonly commit: string;
  /** Paths that the submission changes as well. */
  readonly shared: readonly string[];
}

/** So far back it is looked: a submission that is older is unlike all of master. */
const longestWalk = 200;

/** Who landed between a submission's base and `master`, those that changed the same paths first. */
export async function neighboursOf({ reader }: Pick<Repository, 'reader'>, { tickets }: Snapshot, { base, commit }: Pending, master: string): Promise<readonly Neighbour[]> {
  const landed = new Map([...tickets.values()].flatMap((ticket) => (ticket.fields.landed === undefined ? [] : [[ticket.fields.landed.commit, ticket] as const])));
  const own = new Set((await treeDifferences(reader, base, commit)).map(({ path }) => path));
  const found: Neighbour[] = [];
  let at: string | undefined = master;
  for (let steps = 0; at !== undefined && at !== base && steps < longestWalk; steps += 1) {
    // The history of a shallow clone ends somewhere.
    if ((await reader.size(at)) === undefined) break;
    const [below]: readonly string[] = (await reader.commit(at)).parents;
    const ticket = landed.get(at);
    if (ticket !== undefined && below !== undefined) {
      const changed = (await treeDifferences(reader, below, at)).map(({ path }) => path);
      found.push({ ticket: ticket.fields.id, title: ticket.fields.title, commit: at, shared: changed.filter((path) => own.has(path)) });
    }
    at = below;
  }
  return found.sort((a, b) => Number(b.shared.length > 0) - Number(a.shared.length > 0));
}

/** The neighbours as Markdown, a line each; empty where there is none. */
export function neighbourLines(neighbours: readonly Neighbour[]): string {
  return neighbours
    .map(({ ticket, title, commit, shared }) => `- ticket ${ticket} (${title}), in ${commit.slice(0, 10)}${shared.length === 0 ? '' : `, which changed ${shared.map((path) => `\`${path}\``).join(', ')} as well`}`)
    .join('\n');
}
