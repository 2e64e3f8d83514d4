import { join } from 'node:path';
import type { Clock } from '../platform/clock.js';
import { pause } from '../platform/clock.js';
import type { Files } from '../platform/files.js';
import type { Processes } from '../platform/processes.js';
import { worktreesOf } from './checkouts.js';
import type { Git } from './git.js';
import { gitPrograms } from './gitPrograms.js';

export interface LockPorts {
  readonly files: Files;
  readonly clock: Clock;
  readonly processes: Processes;
}

/** A git holds the lock of a ref for as long as one sync of the disk takes. One that lies unchanged for so much longer was left by a git that is gone. In milliseconds. */
const longestHeld = 20_000;

const lookEvery = 100;

const isOwn = (ref: string): boolean => /^refs\/(?:sanctum|heads\/sanctum|tags\/sanctum)\//.test(ref);

/** The file that git makes while it moves a ref. */
export function lockOf(git: Git, ref: string): string {
  return join(git.gitDir, `${ref}.lock`);
}

async function stamp(files: Files, lock: string): Promise<string | undefined> {
  const status = await files.status(lock);
  return status === undefined ? undefined : `${String(status.modified)} ${String(status.size)}`;
}

/**
 * Waits until the lock on a ref of Sanctum's own is gone, or has changed hands, or was there for so long that the git which made it must be gone, while nobody has it open and no git
 * works in the repository; then it takes the lock away. False where the lock must stay: the ref is the engineer's, or somebody may be at work. Sanctum's own gits work outside of the
 * repository; of what they do under a lock, only to write it and to sync it takes time, and while they do they have it open.
 */
export async function clearAbandonedLock({ files, clock, processes }: LockPorts, git: Git, ref: string): Promise<boolean> {
  if (!isOwn(ref)) return false;
  const lock = lockOf(git, ref);
  const first = await stamp(files, lock);
  for (let waited = 0; waited < longestHeld; waited += lookEvery) {
    await pause(clock, lookEvery);
    if (first === undefined || (await stamp(files, lock)) !== first) return true;
  }
  const places = [git.gitDir, ...(await worktreesOf(files, git)).map(({ path }) => path)];
  for (const place of places) if (await processes.isAnyIn(gitPrograms, place)) return false;
  if (await processes.isOpen(lock)) return false;
  if ((await stamp(files, lock)) === first) await files.remove(lock);
  return true;
}
