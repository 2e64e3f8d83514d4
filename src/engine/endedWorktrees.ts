import { dirname } from 'node:path';
import type { Snapshot, Ticket } from '../plan/snapshot.js';
import { removeWorktree } from './hand/cleanWorktrees.js';
import type { LeftWorktree } from './hand/leftWork.js';
import { leftWorktrees } from './hand/leftWork.js';
import type { Observation } from './deciding/observe.js';
import type { Performing } from './performing.js';

const hasEnded = ({ state }: Ticket): boolean => state === 'done' || state === 'cancelled';

function endedTickets({ tickets }: Snapshot): number {
  return [...tickets.values()].filter(hasEnded).length;
}

/** What an engine knows of the worktrees of tickets that have ended. */
export class EndedWorktrees {
  /** How many tickets had ended when they were looked at last. */
  private looked = 0;
  /** Paths of those that hold what is kept nowhere else. */
  private readonly stay = new Set<string>();

  /** Whether more tickets have ended than may keep their worktrees, and some since these were looked at. */
  due(snapshot: Snapshot): boolean {
    const most = snapshot.config?.limits.worktrees;
    if (most === undefined) return false;
    const ended = endedTickets(snapshot);
    return ended > most && ended !== this.looked;
  }

  /** Removes those of the tickets that were worked on longest ago. What is not kept by a ref, or cannot be told, stays. */
  async clear({ project, queue, log, stopping }: Performing, { snapshot }: Observation): Promise<void> {
    const ended = endedTickets(snapshot);
    for (const worktree of await this.superfluous(project, snapshot)) {
      if (stopping.aborted) return;
      const verdict = await removeWorktree(project, queue, worktree);
      if (verdict.safe) log.write('DEBUG', `the worktree of ${worktree.of}, attempt ${String(worktree.attempt)}, was removed: what was handed on of it is kept`);
      else this.stay.add(worktree.path);
    }
    this.looked = ended;
  }

  private async superfluous(project: Performing['project'], snapshot: Snapshot): Promise<readonly LeftWorktree[]> {
    const byTicket = new Map<string, LeftWorktree[]>();
    for (const worktree of await leftWorktrees(project)) {
      const ticket = snapshot.tickets.get(worktree.of);
      if (ticket === undefined || !hasEnded(ticket) || this.stay.has(worktree.path)) continue;
      byTicket.set(worktree.of, [...(byTicket.get(worktree.of) ?? []), worktree]);
    }
    const dated = await Promise.all([...byTicket.values()].map(async (worktrees) => ({ worktrees, changed: await this.lastBegun(project, worktrees) })));
    const most = snapshot.config?.limits.worktrees ?? dated.length;
    return dated
      .sort((one, other) => other.changed - one.changed)
      .slice(most)
      .flatMap(({ worktrees }) => worktrees);
  }

  /** When a ticket's last attempt was made, in milliseconds since the Unix epoch. */
  private async lastBegun({ ports }: Performing['project'], [worktree]: readonly LeftWorktree[]): Promise<number> {
    const status = worktree === undefined ? undefined : await ports.files.status(dirname(dirname(worktree.path)));
    return Number((status?.modified ?? 0n) / 1_000_000n);
  }
}
