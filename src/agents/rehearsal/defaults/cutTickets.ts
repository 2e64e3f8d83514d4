import { shortName } from '../../../plan/paths.js';
import { bulletsOf } from '../outline.js';
import type { Stage } from '../stage.js';
import { demand } from '../stage.js';

/** Without a scenario each bullet of the area that is no ticket yet becomes one that depends on nothing. */
export async function cutTickets(stage: Pick<Stage, 'print' | 'tools'>, area: string): Promise<void> {
  const known = ticketNames(await demand(stage, 'read_plan', { document: 'tickets' }));
  for (const bullet of bulletsOf(area)) {
    const title = bullet.title.slice(0, 200);
    const name = shortName(title);
    if (known.has(name)) continue;
    known.add(name);
    await demand(stage, 'add_ticket', { title, body: bullet.body === '' ? bullet.title : bullet.body });
  }
}

/** The short names of the tickets' titles, from the list of tickets as the tool shows it: `0001 open Greet by name (depends on 0002)`. */
export function ticketNames(shown: string): Set<string> {
  return new Set(shown.split('\n').flatMap((line) => {
    const title = /^\d{4,} [a-z-]+ (.+?)(?: \(depends on [\d, ]+\))?(?: \(stale: [^)]+\))?$/.exec(line)?.[1];
    return title === undefined ? [] : [shortName(title)];
  }));
}
