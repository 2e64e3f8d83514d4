import { join } from 'node:path';
import type { Files } from '../platform/files.js';
import type { Processes } from '../platform/processes.js';
import { Git } from './git.js';

/** Where, in a private repository, its one worktree is registered. */
const registration = join('worktrees', 'worktree');

/**
 * Checks `commit` out into `folder` as the one worktree of a repository of Sanctum's own, on a new branch or on none. `git worktree add`
 * takes four processes for that; the files that make a worktree (gitrepository-layout(5)) are written here, and one process checks out.
 * Nothing is synced: whatever is cut short is made anew.
 */
export async function makePrivateWorktree(
  ports: { readonly files: Files; readonly processes: Processes },
  repository: Git,
  folder: string,
  commit: string,
  branch?: string,
): Promise<Git> {
  const { files } = ports;
  const gitDir = join(repository.gitDir, registration);
  await Promise.all([
    files.write(join(gitDir, 'HEAD'), branch === undefined ? `${commit}\n` : `ref: refs/heads/${branch}\n`),
    files.write(join(gitDir, 'commondir'), '../..\n'),
    files.write(join(gitDir, 'gitdir'), `${join(folder, '.git')}\n`),
    files.write(join(folder, '.git'), `gitdir: ${gitDir}\n`),
    branch === undefined ? undefined : files.write(join(repository.gitDir, 'refs', 'heads', branch), `${commit}\n`),
  ]);
  const git = new Git(ports.processes, gitDir, 'closed');
  await git.ask(['-c', 'checkout.workers=8', 'read-tree', '--reset', '-u', commit], { workTree: folder });
  return git;
}
