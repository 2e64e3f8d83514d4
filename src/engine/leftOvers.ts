import { RunFileError } from '../agents/runFolder.js';
import { shellWord } from '../git/repository.js';
import { putAllBack } from './hand/asideWorktrees.js';
import type { Snapshot } from '../plan/snapshot.js';
import type { Log } from './log.js';
import type { AgentRuns } from './performing.js';
import type { Project } from './project.js';

/** Clears away what an engine that was killed had begun. Nothing of it is in the way of the next one: what cannot be mended is said, with the way out. */
export async function clearLeftOvers(project: Pick<Project, 'ports' | 'folder'>, log: Log): Promise<void> {
  const scratch = project.folder.scratch('');
  try {
    await project.ports.files.removeTree(scratch);
  } catch (error) {
    log.write('WARN', `What is left in ${scratch} takes room, and cannot be removed: ${wordsOf(error)}. Remove it by hand: rm -rf ${shellWord(scratch)}`);
  }
  try {
    for (const aside of await putAllBack(project)) log.write('WARN', `${aside} was put aside to be removed, and something new is in its place. Look through it, and remove it by hand.`);
  } catch (error) {
    log.write('WARN', `A worktree that was put aside could not be put back: ${wordsOf(error)}.`);
  }
}

/** Ends what is still at work here of runs that the plan no longer names: their runners died, and another machine went on without them. What cannot be told or ended is said. */
export async function endForgottenRuns({ ports, folder }: Pick<Project, 'ports' | 'folder'>, runs: Pick<AgentRuns, 'observe' | 'settleLost'>, { tickets, work }: Pick<Snapshot, 'tickets' | 'work'>, log: Log): Promise<void> {
  const named = new Set([...tickets.values(), ...work.values()].map(({ fields }) => fields.run));
  for (const { name } of await ports.files.list(folder.run(''))) {
    if (named.has(name)) continue;
    try {
      if ((await runs.observe(name)).kind === 'lost') await runs.settleLost(name);
    } catch (error) {
      // Nobody can tell whose a damaged run is: it is left as it is.
      if (!(error instanceof RunFileError)) log.write('WARN', `What is left of ${name} cannot be ended: ${wordsOf(error)}.`);
    }
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
