import { join } from 'node:path';
import { untrackedPaths } from '../../git/folderSnapshot.js';
import type { Config } from '../../plan/schemas.js';
import type { Performing } from '../performing.js';

/** The list lies beside the run's records, out of the agent's reach where it is confined. */
function listFile({ project }: Pick<Performing, 'project'>, run: string): string {
  return join(project.folder.run(run), 'set-up-made');
}

async function untrackedIn({ project, queue }: Performing, worktree: string, base: string, run: string): Promise<readonly string[]> {
  const scratch = project.folder.scratch(`set-up-${run}`);
  await project.ports.files.makeFolder(scratch);
  const paths = await untrackedPaths(queue.closedGit, worktree, base, join(scratch, 'index'));
  await project.ports.files.removeTree(scratch);
  return paths;
}

/** What is untracked before the set-up runs; undefined where there is no set-up. */
export async function untrackedBefore(performing: Performing, config: Config, worktree: string, base: string, run: string): Promise<readonly string[] | undefined> {
  const { commands, copy } = config.setup;
  return commands.length + copy.length === 0 ? undefined : untrackedIn(performing, worktree, base, run);
}

/**
 * Remembers what the set-up made and no ignore rule names: it would land as if it were the agent's work. (Published packages have no
 * `.gitignore`; their `node_modules` was seen on its way to master.)
 */
export async function writeSetUpMade(performing: Performing, worktree: string, base: string, run: string, before: readonly string[] | undefined): Promise<void> {
  if (before === undefined) return;
  const made = (await untrackedIn(performing, worktree, base, run)).filter((path) => !before.includes(path));
  await performing.project.ports.files.write(listFile(performing, run), made.map((path) => `${path}\0`).join(''));
}

/** A run that goes on in another's worktree has what that one's set-up made. */
export async function carrySetUpMade(performing: Performing, from: string, to: string): Promise<void> {
  const { files } = performing.project.ports;
  const list = await files.readIfThere(listFile(performing, from));
  if (list !== undefined) await files.write(listFile(performing, to), list);
}

export async function readSetUpMade(performing: Pick<Performing, 'project'>, run: string): Promise<readonly string[]> {
  const list = await performing.project.ports.files.readIfThere(listFile(performing, run));
  return (list?.toString('utf8') ?? '').split('\0').filter((path) => path !== '');
}
