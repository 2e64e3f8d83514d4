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

/** What removing them takes. */
type Clearing = Pick<Performing, 'project' | 'queue' | 'log' | 'stopping'>;

/** How many tickets have ended, and of how many the worktrees may stay. */
interface Count {
  readonly ended: number;
  readonly most: number;
}

function countOf(snapshot: Snapshot): Count | undefined {
  const most = snapshot.config?.limits.worktrees;
  return most === undefined ? undefined : { ended: endedTickets(snapshot), most };
}

/** What an engine knows of the worktrees of tickets that have ended. */
export class EndedWorktrees {
  /** How many there were when they were looked at last. */
  private looked: Count | undefined;
  /** Paths of those that hold what is kept nowhere else. */
  private readonly stay = new Set<string>();
  /** What was said of a worktree that could not be removed, by its path. */
  private readonly said = new Map<string, string>();

  /** Whether more tickets have ended than may keep their worktrees, and some since these were looked at. */
  due(snapshot: Snapshot): boolean {
    const count = countOf(snapshot);
    return count !== undefined && count.ended > count.most && (count.ended !== this.looked?.ended || count.most !== this.looked.most);
  }

  /** Removes those of the tickets that were worked on longest ago. What is not kept by a ref, or cannot be told, stays, and is in no other's way. */
  async clear(performing: Clearing, { snapshot }: Pick<Observation, 'snapshot'>): Promise<void> {
    const count = countOf(snapshot);
    if (count === undefined) return;
    let removed = 0;
    for (const worktree of await this.superfluous(performing.project, snapshot, count.most)) {
      if (performing.stopping.aborted) break;
      if (await this.remove(performing, worktree)) removed += 1;
    }
    if (removed > 0) performing.log.write('INFO', `removed ${String(removed)} ${removed === 1 ? 'worktree' : 'worktrees'} of tickets that have ended: what was handed on of them is kept, and limits.worktrees is ${String(count.most)}`);
    if (!performing.stopping.aborted) this.looked = count;
  }

  /** Returns whether it is gone. */
  private async remove({ project, queue, log }: Clearing, worktree: LeftWorktree): Promise<boolean> {
    const name = `the worktree of ${worktree.of}, attempt ${String(worktree.attempt)},`;
    try {
      const verdict = await removeWorktree(project, queue, worktree);
      if (verdict.safe) {
        log.write('DEBUG', `${name} was removed: what was handed on of it is kept`);
        return true;
      }
      if (verdict.passes) return false;
      this.stay.add(worktree.path);
      log.write('INFO', `${name} stays: ${verdict.why}`);
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      if (this.said.get(worktree.path) !== words) log.write('WARN', `${name} could not be removed, and is looked at again later: ${words}`);
      this.said.set(worktree.path, words);
    }
    return false;
  }

  private async superfluous(project: Clearing['project'], snapshot: Snapshot, most: number): Promise<readonly LeftWorktree[]> {
    const byTicket = new Map<string, LeftWorktree[]>();
    for (const worktree of await leftWorktrees(project)) {
      const ticket = snapshot.tickets.get(worktree.of);
      if (ticket === undefined || !hasEnded(ticket) || this.stay.has(worktree.path)) continue;
      byTicket.set(worktree.of, [...(byTicket.get(worktree.of) ?? []), worktree]);
    }
    const dated = await Promise.all([...byTicket.values()].map(async (worktrees) => ({ worktrees, begun: await this.lastBegun(project, worktrees) })));
    return dated
      .sort((one, other) => other.begun - one.begun)
      .slice(most)
      .flatMap(({ worktrees }) => worktrees);
  }

  /** When the last of a ticket's attempts was made, in milliseconds since the Unix epoch. */
  private async lastBegun({ ports }: Clearing['project'], worktrees: readonly LeftWorktree[]): Promise<number> {
    const [last] = [...worktrees].sort((one, other) => other.attempt - one.attempt);
    const status = last === undefined ? undefined : await ports.files.status(dirname(last.path));
    return Number((status?.modified ?? 0n) / 1_000_000n);
  }
}
