import { join } from 'node:path';
import type { Ports } from '../platform/ports.js';
import type { Child, Command } from '../platform/processes.js';
import type { Holder } from './checkouts.js';
import type { TreeDifference } from './diff.js';
import { statusOf } from './fingerprint.js';
import { Git, zeroSeparated } from './git.js';
import type { Repository } from './repository.js';

/** Files in a worktree's git directory that say what the engineer is in the middle of. */
const operations: readonly (readonly [string, string])[] = [
  ['rebase-merge', 'a rebase'],
  ['rebase-apply', 'a rebase or an am'],
  ['MERGE_HEAD', 'a merge'],
  ['CHERRY_PICK_HEAD', 'a cherry-pick'],
  ['REVERT_HEAD', 'a revert'],
  ['BISECT_LOG', 'a bisect'],
];

function listed(paths: readonly string[]): string {
  const shown = paths.slice(0, 5).join(', ');
  return paths.length > 5 ? `${shown} and ${String(paths.length - 5)} more` : shown;
}

function parentsOf(path: string): readonly string[] {
  const names = path.split('/');
  return names.slice(1).map((_, at) => names.slice(0, at + 1).join('/'));
}

/** Files of the engineer's, tracked by nobody, in the way of files that the landing makes. */
async function filesInTheWay(ports: Ports, workTree: string, differences: readonly TreeDifference[]): Promise<readonly string[]> {
  const removed = new Set(differences.filter((one) => one.newMode === '000000').map((one) => one.path));
  const inTheWay = new Set<string>();
  for (const { path, oldMode } of differences) {
    if (oldMode !== '000000') continue;
    const found = await ports.files.status(join(workTree, path));
    // A folder is only in the way when something that stays lies in it; git itself refuses that case, and status names the files.
    if (found !== undefined && (found.kind !== 'folder' || (await ports.files.list(join(workTree, path))).length > 0)) {
      if (found.kind !== 'folder' || ![...removed].some((gone) => gone.startsWith(`${path}/`))) inTheWay.add(path);
    }
    for (const parent of parentsOf(path)) {
      const above = await ports.files.status(join(workTree, parent));
      if (above !== undefined && above.kind !== 'folder' && !removed.has(parent)) inTheWay.add(parent);
    }
  }
  return [...inTheWay];
}

/** Paths whose changes git was told not to look at (assume-unchanged, skip-worktree) and that are there all the same. */
async function hiddenPaths(ports: Ports, git: Git, workTree: string, differences: readonly TreeDifference[]): Promise<readonly string[]> {
  const old = differences.filter((one) => one.oldMode !== '000000').map((one) => one.path);
  if (old.length === 0) return [];
  const hidden: string[] = [];
  for (const field of zeroSeparated(await git.bytes(['ls-files', '-v', '-z'], { workTree }))) {
    const tag = field[0] ?? '';
    const path = field.slice(2);
    if ((tag === 'S' || /[a-z]/.test(tag)) && old.includes(path) && (await ports.files.status(join(workTree, path))) !== undefined) hidden.push(path);
  }
  return hidden;
}

/**
 * Why a fast-forward over `differences` in this checkout must wait, in words for the engineer; undefined when nothing is in its way.
 * Found by looking: every refusal of git's is exit code 1, and some losses are no refusal at all.
 */
export async function foreseeRefusal(ports: Ports, holder: Holder, differences: readonly TreeDifference[]): Promise<string | undefined> {
  if (holder.missing) {
    return `the worktree ${holder.path} has it checked out, but the folder is gone; bring it back, or run: git worktree prune`;
  }
  for (const [file, words] of operations) {
    if ((await ports.files.status(join(holder.gitDir, file))) !== undefined) {
      return `${words} is in progress in ${holder.path}; finish or abort it`;
    }
  }
  if ((await ports.files.status(join(holder.gitDir, 'index.lock'))) !== undefined) {
    return `another git command is at work in ${holder.path} (its index.lock is there); if none is, remove ${join(holder.gitDir, 'index.lock')}`;
  }
  const git = new Git(ports.processes, holder.gitDir, 'engineer');
  const touched = new Set(differences.map((one) => one.path));
  const changed = (await statusOf(git, holder.path)).filter((entry) => entry.kind !== 'untracked' && touched.has(entry.path));
  const hidden = await hiddenPaths(ports, git, holder.path, differences);
  const modified = [...changed.map((entry) => entry.path), ...hidden];
  if (modified.length > 0) return `you have changes to ${listed(modified)} in ${holder.path}; commit or stash them`;
  const inTheWay = await filesInTheWay(ports, holder.path, differences);
  if (inTheWay.length > 0) return `${listed(inTheWay)} in ${holder.path} is in the way and not tracked by git; move it`;
  return undefined;
}

/** Every setting that was seen to turn a fast-forward into something else is pinned. */
function mergeArguments(branch: string, candidate: string): readonly string[] {
  return [
    '-c',
    `branch.${branch}.mergeoptions=`,
    'merge',
    '--ff-only',
    '--no-autostash',
    '--no-overwrite-ignore',
    '--no-verify-signatures',
    '--no-squash',
    '--no-stat',
    '--quiet',
    candidate,
  ];
}

/** The one command that moves master: under a checkout of it a pinned fast-forward, elsewhere a compare-and-swap. */
export function landingCommand(ports: Ports, repository: Repository, holder: Holder | undefined, branch: string, base: string, candidate: string): Command {
  if (holder === undefined) return repository.git.command(['update-ref', `refs/heads/${branch}`, candidate, base]);
  return new Git(ports.processes, holder.gitDir, 'engineer').command(mergeArguments(branch, candidate), { workTree: holder.path });
}

/**
 * Starts a command that waits for the word: the process has its id, and has done nothing. Should this process end first, the
 * child's input closes and it ends without acting.
 */
export function startHeld(ports: Ports, command: Command): { readonly child: Child; readonly release: () => void } {
  const script = 'read -r word && [ "$word" = go ] && exec "$@"';
  const child = ports.processes.start({ ...command, file: '/bin/sh', args: ['-c', script, 'sanctum-landing', command.file, ...command.args] });
  return {
    child,
    release: () => {
      child.write('go\n');
      child.endInput();
    },
  };
}
