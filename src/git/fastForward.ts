import { join } from 'node:path';
import type { Ports } from '../platform/ports.js';
import type { Child, Command } from '../platform/processes.js';
import type { Holder } from './checkouts.js';
import type { TreeDifference } from './diff.js';
import { statusOf } from './fingerprint.js';
import { Git, zeroSeparated } from './git.js';
import { encodeObject, objectId } from './objects.js';
import type { Repository } from './repository.js';

/** Files in a worktree's git directory that say what the engineer is in the middle of. */
const operations: readonly (readonly [string, string])[] = [
  ['rebase-merge', 'a rebase'],
  ['rebase-apply', 'a rebase or an am'],
  ['MERGE_HEAD', 'a merge'],
  ['CHERRY_PICK_HEAD', 'a cherry-pick'],
  ['REVERT_HEAD', 'a revert'],
  ['sequencer', 'a cherry-pick or a revert'],
  ['BISECT_LOG', 'a bisect'],
];

/** Locks in a worktree's git directory that a fast-forward takes. */
const worktreeLocks = ['index.lock', 'HEAD.lock', 'ORIG_HEAD.lock'];

export function listedPaths(paths: readonly string[]): string {
  const shown = paths.slice(0, 5).join(', ');
  return paths.length > 5 ? `${shown} and ${String(paths.length - 5)} more` : shown;
}

/** The folders above a path, the outermost first. */
export function parentsOf(path: string): readonly string[] {
  const names = path.split('/');
  return names.slice(1).map((_, at) => names.slice(0, at + 1).join('/'));
}

/** What the engineer is in the middle of in this checkout, in words. */
export async function operationIn(ports: Ports, holder: Holder): Promise<string | undefined> {
  for (const [file, words] of operations) {
    if ((await ports.files.status(join(holder.gitDir, file))) !== undefined) return `${words} is in progress in ${holder.path}; finish or abort it`;
  }
  return undefined;
}

/** The lock files that a landing on `branch` would meet. */
export async function presentLocks(ports: Ports, repository: Repository, holder: Holder | undefined, branch: string): Promise<readonly string[]> {
  const locks = [join(repository.commonDir, 'refs', 'heads', `${branch}.lock`)];
  if (holder !== undefined) locks.push(...worktreeLocks.map((name) => join(holder.gitDir, name)));
  const there = await Promise.all(locks.map(async (lock) => (await ports.files.status(lock)) !== undefined));
  return locks.filter((_, at) => there[at]);
}

/** The words for locks that are there. */
export function lockedWords(locks: readonly string[], place: string): string | undefined {
  if (locks.length === 0) return undefined;
  return `another git command is at work in ${place}; if none is, a killed one left its lock: remove ${locks.join(' and ')}`;
}

const mostNamed = 6;

/** Files below `folder` that are not among `removed`, a few of them. */
async function filesThatStay(ports: Ports, workTree: string, folder: string, removed: ReadonlySet<string>, found: Set<string>): Promise<void> {
  for (const entry of await ports.files.list(join(workTree, folder))) {
    if (found.size >= mostNamed) return;
    const path = `${folder}/${entry.name}`;
    if (entry.kind === 'folder') await filesThatStay(ports, workTree, path, removed, found);
    else if (!removed.has(path)) found.add(path);
  }
}

/** Files of the engineer's, tracked by nobody, in the way of files that the landing makes. */
async function filesInTheWay(ports: Ports, workTree: string, differences: readonly TreeDifference[]): Promise<readonly string[]> {
  const removed = new Set(differences.filter((one) => one.newMode === '000000').map((one) => one.path));
  const inTheWay = new Set<string>();
  const checkedParents = new Set<string>();
  for (const { path, oldMode } of differences) {
    if (oldMode !== '000000') continue;
    const found = await ports.files.status(join(workTree, path));
    if (found?.kind === 'folder') {
      const staying = new Set<string>();
      await filesThatStay(ports, workTree, path, removed, staying);
      for (const one of staying) inTheWay.add(one);
    } else if (found !== undefined) inTheWay.add(path);
    for (const parent of parentsOf(path)) {
      if (checkedParents.has(parent)) continue;
      checkedParents.add(parent);
      const above = await ports.files.status(join(workTree, parent));
      if (above !== undefined && above.kind !== 'folder' && !removed.has(parent)) inTheWay.add(parent);
    }
  }
  return [...inTheWay];
}

/** Whether the file holds exactly the blob; a file that git converts on its way out never does. */
async function holdsBlob(ports: Ports, path: string, id: string): Promise<boolean> {
  const format = id.length === 40 ? 'sha1' : 'sha256';
  return objectId(format, encodeObject('blob', await ports.files.read(path))) === id;
}

/** Changed paths at which git was told not to look (assume-unchanged, skip-worktree): it would overwrite them without a word. */
async function hiddenChanges(ports: Ports, git: Git, workTree: string, differences: readonly TreeDifference[]): Promise<readonly string[]> {
  const old = new Map(differences.filter((one) => one.oldMode !== '000000').map((one) => [one.path, one]));
  if (old.size === 0) return [];
  const hidden: string[] = [];
  for (const field of zeroSeparated(await git.bytes(['ls-files', '-v', '-z'], { workTree }))) {
    const tag = field[0] ?? '';
    const difference = old.get(field.slice(2));
    if (difference === undefined || !(tag === 'S' || /[a-z]/.test(tag))) continue;
    const path = join(workTree, difference.path);
    const status = await ports.files.status(path);
    if (status === undefined || (status.kind === 'file' && (await holdsBlob(ports, path, difference.oldId)))) continue;
    hidden.push(difference.path);
  }
  return hidden;
}

/** Paths with changes of the engineer's, staged or not, that a landing on `differences` would go over, or into, or out of. */
async function changedPaths(git: Git, workTree: string, differences: readonly TreeDifference[]): Promise<readonly string[]> {
  const touched = new Set(differences.map((one) => one.path));
  const above = new Set(differences.flatMap((one) => parentsOf(one.path)));
  const entries = await statusOf(git, workTree);
  return entries
    .filter((entry) => entry.kind === 'changed' || entry.kind === 'unmerged')
    .map((entry) => entry.path)
    .filter((path) => touched.has(path) || above.has(path) || parentsOf(path).some((parent) => touched.has(parent)));
}

/**
 * Why a fast-forward over `differences` in this checkout must wait, in words for the engineer; undefined when nothing is in its way.
 * Found by looking: every refusal of git's is exit code 1, and some losses are no refusal at all.
 */
export async function foreseeRefusal(ports: Ports, holder: Holder, differences: readonly TreeDifference[]): Promise<string | undefined> {
  if (holder.missing) {
    return `the worktree ${holder.path} has it checked out, but the folder is gone; bring it back, or run: git worktree prune`;
  }
  const operation = await operationIn(ports, holder);
  if (operation !== undefined) return operation;
  const git = new Git(ports.processes, holder.gitDir, 'engineer');
  const modified = await changedPaths(git, holder.path, differences);
  if (modified.length > 0) return `you have changes to ${listedPaths(modified)} in ${holder.path}; commit or stash them`;
  const hidden = await hiddenChanges(ports, git, holder.path, differences);
  if (hidden.length > 0) {
    const undo = `git update-index --no-assume-unchanged --no-skip-worktree ${hidden[0] ?? ''}`;
    return `you have changes to ${listedPaths(hidden)} in ${holder.path}, which git was told not to look at; run: ${undo}, then commit or stash them`;
  }
  const inTheWay = await filesInTheWay(ports, holder.path, differences);
  if (inTheWay.length > 0) return `${listedPaths(inTheWay)} in ${holder.path} is in the way and not tracked by git; move it`;
  return undefined;
}

/** Every setting that was seen to turn a fast-forward into something else is pinned. */
const mergeArguments = [
  'merge',
  '--ff-only',
  '--no-autostash',
  '--no-overwrite-ignore',
  '--no-verify-signatures',
  '--no-squash',
  '--no-stat',
  '--quiet',
];

/** The one command that moves master: under a checkout of it a pinned fast-forward, elsewhere a compare-and-swap. */
export function landingCommand(ports: Ports, repository: Repository, holder: Holder | undefined, branch: string, base: string, candidate: string): Command {
  if (holder === undefined) return repository.git.command(['update-ref', `refs/heads/${branch}`, candidate, base]);
  const command = new Git(ports.processes, holder.gitDir, 'engineer').command([...mergeArguments, candidate], { workTree: holder.path });
  // Not by `-c`, which takes the first `=` for the end of the key: a branch's name may hold one.
  const pinned = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: `branch.${branch}.mergeoptions`, GIT_CONFIG_VALUE_0: '' };
  return { ...command, env: { ...command.env, ...pinned } };
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
