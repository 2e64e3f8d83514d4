import { RunFolder, undamaged } from '../../agents/runFolder.js';
import { sweep } from '../../platform/processes.js';
import { runTag } from '../performing.js';
import type { Project } from '../project.js';
import type { Fault } from './fault.js';

/** Runs that are on and whose worktree somebody removed: their agent works in a folder that is not there any more. */
export async function missingWorktrees(project: Project): Promise<readonly Fault[]> {
  const { store, ports, folder } = project;
  const tip = await store.tip();
  if (tip === undefined) return [];
  const { tickets, work } = await store.snapshots.read(tip);
  const live = [...[...tickets.values()].map(({ fields }) => [`ticket ${fields.id}`, fields.run] as const), ...[...work.values()].map(({ fields }) => [fields.name, fields.run] as const)];
  const faults: Fault[] = [];
  for (const [what, run] of live) {
    if (run === undefined) continue;
    const files = new RunFolder(ports.files, folder.run(run));
    const [order, exit] = [await undamaged(files.order()), await undamaged(files.exit())];
    if (order === undefined || exit !== undefined || (await ports.files.status(order.place.worktree)) !== undefined) continue;
    faults.push({
      name: 'worktree',
      words: `The worktree of ${what} was removed while its run ${run} is on: ${order.place.worktree}.`,
      would: 'ends the run; the engine records it as lost, which costs no attempt, and starts another from what was kept last',
      repair: async () => {
        const ended = await sweep(ports.processes, runTag(project, run));
        return `The run ${run} was ended (${String(ended)} processes); the next sanctum run goes on with ${what}.`;
      },
    });
  }
  return faults;
}
