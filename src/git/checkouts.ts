import { join } from 'node:path';
import type { Files } from '../platform/files.js';
import type { Git } from './git.js';
import { zeroSeparated } from './git.js';

/** A worktree of the engineer's that holds a branch: git would not let another one check it out. */
export interface Holder {
  readonly path: string;
  /** The worktree's own git directory. */
  readonly gitDir: string;
  readonly how: 'checked-out' | 'rebase' | 'bisect';
  /** The folder is gone but still registered. */
  readonly missing: boolean;
}

async function textIfThere(files: Files, path: string): Promise<string | undefined> {
  return (await files.readIfThere(path))?.toString('utf8').trim();
}

/** How a worktree holds `branch` (a full ref name), by its own state files: during a rebase `git worktree list` says "detached". */
async function howHeld(files: Files, gitDir: string, branch: string): Promise<Holder['how'] | undefined> {
  if ((await textIfThere(files, join(gitDir, 'HEAD'))) === `ref: ${branch}`) return 'checked-out';
  for (const state of ['rebase-merge', 'rebase-apply']) {
    if ((await textIfThere(files, join(gitDir, state, 'head-name'))) === branch) return 'rebase';
  }
  const bisectedFrom = await textIfThere(files, join(gitDir, 'BISECT_START'));
  return bisectedFrom !== undefined && `refs/heads/${bisectedFrom}` === branch ? 'bisect' : undefined;
}

/** The worktrees that hold `branch`, the main one first. */
export async function holdersOf(files: Files, git: Git, branch: string): Promise<readonly Holder[]> {
  const places: { path: string; gitDir: string }[] = [];
  const [first] = zeroSeparated(await git.bytes(['worktree', 'list', '--porcelain', '-z']));
  if (first?.startsWith('worktree ') === true) places.push({ path: first.slice('worktree '.length), gitDir: git.gitDir });
  const linked = join(git.gitDir, 'worktrees');
  for (const entry of await files.list(linked)) {
    const gitDir = join(linked, entry.name);
    const pointer = await textIfThere(files, join(gitDir, 'gitdir'));
    if (pointer !== undefined) places.push({ path: pointer.replace(/\/\.git$/, ''), gitDir });
  }
  const holders: Holder[] = [];
  for (const place of places) {
    const how = await howHeld(files, place.gitDir, branch);
    if (how !== undefined) holders.push({ ...place, how, missing: (await files.status(place.path)) === undefined });
  }
  return holders;
}
