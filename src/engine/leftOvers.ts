import { shellWord } from '../git/repository.js';
import { putAllBack } from './hand/asideWorktrees.js';
import type { Log } from './log.js';
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

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
