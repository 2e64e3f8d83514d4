import type { Repository } from '../git/repository.js';
import type { Snapshot } from '../plan/snapshot.js';

/** A landing that is in the branch's history no more. */
export interface LostLanding {
  readonly ticket: string;
  readonly commit: string;
}

/** The landings that the branch does not hold any more, since somebody rewrote it; by ticket. One look at the history, however many there are. */
export async function lostLandings({ git }: Repository, snapshot: Snapshot, master: string): Promise<readonly LostLanding[]> {
  const landings = [...snapshot.tickets.values()].flatMap(({ fields: { id, landed } }) => (landed === undefined ? [] : [{ ticket: id, commit: landed.commit }]));
  if (landings.length === 0) return [];
  const listing = await git.text(['rev-list', '--ignore-missing', '--stdin'], { input: `${landings.map(({ commit }) => commit).join('\n')}\n^${master}\n` });
  const lost = new Set(listing.split('\n'));
  return landings.filter(({ commit }) => lost.has(commit)).sort((a, b) => a.ticket.localeCompare(b.ticket));
}

/** What the engineer is told of them. */
export function lostWords(branch: string, lost: readonly LostLanding[]): string {
  const named = lost.slice(0, 5).map(({ ticket, commit }) => `${ticket} (${commit.slice(0, 10)})`);
  const more = lost.length > named.length ? [`${String(lost.length - named.length)} more`] : [];
  return `${branch} was rewritten: what landed of ${[...named, ...more].join(', ')} is not in it any more. Nothing is lost: git cherry-pick ${lost[0]?.commit.slice(0, 10) ?? ''} brings it back, and is tested like any commit by hand`;
}
