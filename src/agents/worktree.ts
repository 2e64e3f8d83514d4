import { dirname, join } from 'node:path';
import type { Git } from '../git/git.js';
import { mergeInMemory } from '../git/mergeTree.js';
import { makePrivateRepository } from '../git/privateRepository.js';
import { makePrivateWorktree } from '../git/privateWorktree.js';
import type { ProjectFolder } from '../git/projectFolder.js';
import type { Repository } from '../git/repository.js';
import { keepRef } from '../plan/paths.js';
import type { Files } from '../platform/files.js';
import type { Ports } from '../platform/ports.js';

export interface WorktreeRequest {
  readonly ticket: string;
  readonly attempt: number;
  readonly base: string;
  /** The snapshot of an earlier attempt, whose work is carried over. */
  readonly earlier: string | undefined;
}

export interface WorktreeContext {
  readonly ports: Ports;
  readonly repository: Repository;
  readonly settings: ReadonlyMap<string, string>;
  readonly project: ProjectFolder;
  readonly closedGit: Git;
}

/**
 * Makes an agent's worktree from a repository of the attempt's own, with earlier work laid over the base as uncommitted changes (with
 * conflict markers where master went another way). Left-overs of a making that was cut short are replaced: no agent has seen them.
 */
export async function makeWorktree(context: WorktreeContext, request: WorktreeRequest): Promise<string> {
  const { ports, repository, project, closedGit } = context;
  const { ticket, attempt, base, earlier } = request;
  const keep = keepRef(ticket, attempt);
  if ((await repository.refs.read(keep)) === undefined) await repository.refs.swap(keep, base, undefined);
  const folder = project.attempt(ticket, attempt);
  await ports.files.removeTree(folder);
  const branch = `ticket-${ticket}`;
  const own = join(folder, 'repo.git');
  const git = await makePrivateRepository(ports, repository, context.settings, own, { branch: 'unused', tags: true, person: 'coding agent' });
  const worktree = project.worktree(ticket, attempt);
  const inWorktree = await makePrivateWorktree(ports, git, worktree, base, branch);
  if (earlier !== undefined) {
    const merged = await mergeInMemory(ports.files, closedGit, repository, project.scratch(`merge-${ticket}-${String(attempt)}`), base, earlier);
    await inWorktree.ask(['read-tree', '--reset', '-u', merged.tree], { workTree: worktree });
    await inWorktree.ask(['read-tree', '--reset', base], { workTree: worktree });
    await inWorktree.ask(['update-index', '-q', '--refresh'], { workTree: worktree, answers: [1] });
  }
  return worktree;
}

/**
 * Whether a worktree is where it was made. What an agent puts in its place is none: through a link the engineer's own files would be taken for its
 * work. The folders above it count too, since an agent that nothing confines may reach them.
 */
export async function isWorktree(files: Pick<Files, 'status'>, worktree: string): Promise<boolean> {
  return (await Promise.all(foldersOf(worktree).map((path) => files.status(path)))).every((status) => status?.kind === 'folder');
}

/** Lets Sanctum, and its git, into a worktree again from which an agent took the rights, or from the folders above it. Only when nothing is at work there. */
export function openWorktree(files: Pick<Files, 'letOwnerIn'>, worktree: string): Promise<void> {
  return files.letOwnerIn(...foldersOf(worktree));
}

/** Those that are made for it alone, the outermost first. */
function foldersOf(worktree: string): readonly string[] {
  return [dirname(dirname(worktree)), dirname(worktree), worktree];
}
