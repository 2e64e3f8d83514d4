import { basename, dirname, join, resolve } from 'node:path';
import type { Files } from '../platform/files.js';
import type { Git } from './git.js';
import { zeroSeparated } from './git.js';

/** A checkout of the engineer's repository, the main one or a linked one. */
export interface Worktree {
  readonly path: string;
  /** The worktree's own git directory. */
  readonly gitDir: string;
  /** It is registered, but its folder is gone or belongs to something else by now. */
  readonly missing: boolean;
}

/** A worktree of the engineer's that holds a branch: git would not let another one check it out. */
export interface Holder extends Worktree {
  readonly how: 'checked-out' | 'rebase' | 'bisect';
}

async function textIfThere(files: Files, path: string): Promise<string | undefined> {
  return (await files.readIfThere(path))?.toString('utf8').trim();
}

/** The branch a HEAD names: a line `ref: …`, or a symbolic link as old gits make it (core.preferSymlinkRefs). */
async function headOf(files: Files, gitDir: string): Promise<string | undefined> {
  const head = join(gitDir, 'HEAD');
  if ((await files.status(head))?.kind === 'link') return files.readLink(head);
  return (await textIfThere(files, head))?.replace(/^ref: */, '');
}

/** How a worktree holds `branch` (a full ref name), by its own state files: during a rebase `git worktree list` says "detached". */
async function howHeld(files: Files, gitDir: string, branch: string): Promise<Holder['how'] | undefined> {
  if ((await headOf(files, gitDir)) === branch) return 'checked-out';
  for (const state of ['rebase-merge', 'rebase-apply']) {
    if ((await textIfThere(files, join(gitDir, state, 'head-name'))) === branch) return 'rebase';
  }
  // `rebase --update-refs` moves more branches at its end: a ref, its old id and its new id, a line each.
  const updated = await textIfThere(files, join(gitDir, 'rebase-merge', 'update-refs'));
  if (updated?.split('\n').includes(branch) === true) return 'rebase';
  const bisectedFrom = await textIfThere(files, join(gitDir, 'BISECT_START'));
  return bisectedFrom !== undefined && `refs/heads/${bisectedFrom}` === branch ? 'bisect' : undefined;
}

/** What git said, for as long as the repository's own configuration file stays as it is. */
const mainWorktrees = new WeakMap<Git, { readonly version: string; readonly worktree: Worktree | undefined }>();

/**
 * The main checkout; none for a bare repository. `git worktree list` is not asked: it names the git directory itself as the main checkout
 * where core.worktree is set (a submodule), and lists a bare repository like a checkout of its HEAD.
 */
async function mainWorktree(files: Files, git: Git): Promise<Worktree | undefined> {
  const config = await files.status(join(git.gitDir, 'config'));
  const version = `${String(config?.inode)} ${String(config?.size)} ${String(config?.modified)}`;
  const known = mainWorktrees.get(git);
  if (known?.version === version) return known.worktree;
  const worktree = await findMainWorktree(git);
  mainWorktrees.set(git, { version, worktree });
  return worktree;
}

async function findMainWorktree(git: Git): Promise<Worktree | undefined> {
  const settings = new Map<string, string>();
  const answer = await git.ask(['config', '-z', '--get-regexp', '^core\\.(bare|worktree)$'], { answers: [1] });
  for (const entry of zeroSeparated(answer.stdout)) {
    const [key = '', ...value] = entry.split('\n');
    settings.set(key, value.length === 0 ? 'true' : value.join('\n'));
  }
  const workTree = settings.get('core.worktree');
  if (workTree !== undefined) return { path: resolve(git.gitDir, workTree), gitDir: git.gitDir, missing: false };
  if (/^(?:true|yes|on|1)$/i.test(settings.get('core.bare') ?? '')) return undefined;
  return basename(git.gitDir) === '.git' ? { path: dirname(git.gitDir), gitDir: git.gitDir, missing: false } : undefined;
}

async function isSamePlace(files: Files, one: string, other: string): Promise<boolean> {
  if ((await files.status(one)) === undefined || (await files.status(other)) === undefined) return false;
  return (await files.realPath(one)) === (await files.realPath(other));
}

async function linkedWorktree(files: Files, gitDir: string): Promise<Worktree | undefined> {
  const pointer = await textIfThere(files, join(gitDir, 'gitdir'));
  if (pointer === undefined) return undefined;
  const dotGit = resolve(gitDir, pointer);
  const path = dirname(dotGit);
  // A folder of that name that does not point back is somebody else's: a landing must not write there.
  const isFile = (await files.status(dotGit))?.kind === 'file';
  const back = isFile ? /^gitdir: (.*)$/m.exec((await textIfThere(files, dotGit)) ?? '')?.[1] : undefined;
  return { path, gitDir, missing: back === undefined || !(await isSamePlace(files, resolve(path, back), gitDir)) };
}

async function linkedWorktrees(files: Files, git: Git): Promise<readonly Worktree[]> {
  const linked = join(git.gitDir, 'worktrees');
  const names = (await files.list(linked)).map((entry) => entry.name).sort();
  const found = await Promise.all(names.map((name) => linkedWorktree(files, join(linked, name))));
  return found.filter((one) => one !== undefined);
}

/** All checkouts of the repository, the main one first. `git` is that of the common git directory. */
export async function worktreesOf(files: Files, git: Git): Promise<readonly Worktree[]> {
  const main = await mainWorktree(files, git);
  const others = await linkedWorktrees(files, git);
  return main === undefined ? others : [main, ...others];
}

/** The worktrees that hold `branch`, the main one first. */
export async function holdersOf(files: Files, git: Git, branch: string): Promise<readonly Holder[]> {
  const holders: Holder[] = [];
  // Whether it is held is read from files; only where the main checkout holds it does its place cost a process.
  const main = (await howHeld(files, git.gitDir, branch)) === undefined ? undefined : await mainWorktree(files, git);
  for (const place of [main, ...(await linkedWorktrees(files, git))]) {
    const how = place === undefined ? undefined : await howHeld(files, place.gitDir, branch);
    if (place !== undefined && how !== undefined) holders.push({ ...place, how });
  }
  return holders;
}
