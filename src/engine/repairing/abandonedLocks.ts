import { basename, join, relative } from 'node:path';
import { clearAbandonedLock, lockOf } from '../../git/abandonedLock.js';
import { worktreesOf } from '../../git/checkouts.js';
import { gitPrograms } from '../../git/gitPrograms.js';
import { GitError } from '../../git/git.js';
import type { Files } from '../../platform/files.js';
import type { Log } from '../log.js';
import type { Project } from '../project.js';
import type { Fault } from './fault.js';

/** A younger lock may be that of a git which has just begun. In milliseconds. */
const abandonedAfter = 60_000;

/** Folders of the git directory in which git makes locks; objects and logs have none. */
const places = ['', 'worktrees', 'refs'] as const;

/** Those that nobody but Sanctum writes in. */
export const ownPlaces = ['refs/sanctum', 'refs/heads/sanctum'] as const;

async function lockFiles(files: Files, folder: string, isDeep: boolean): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { name, kind } of await files.list(folder)) {
    const path = join(folder, name);
    if (kind === 'file' && name.endsWith('.lock')) found.push(path);
    if (kind === 'folder' && isDeep) found.push(...(await lockFiles(files, path, true)));
  }
  return found;
}

/** Whether a git runs anywhere in this repository; where that cannot be told, one does. */
async function isGitAtWork({ ports, place, repository }: Project): Promise<boolean> {
  try {
    const checkouts = (await worktreesOf(ports.files, repository.git)).filter(({ missing }) => !missing).map(({ path }) => path);
    for (const folder of [place.commonDir, place.topFolder, ...checkouts]) if (await ports.processes.isAnyIn(gitPrograms, folder)) return true;
    return false;
  } catch (error) {
    if (error instanceof GitError) return true;
    throw error;
  }
}

function locksWithin({ ports, place }: Project, within: readonly string[]): Promise<readonly (readonly string[])[]> {
  return Promise.all(within.map((folder) => lockFiles(ports.files, join(place.commonDir, folder), folder !== '')));
}

/**
 * Takes away the younger locks, on refs of Sanctum's own, of gits that were killed a moment ago. Whoever meets a lock waits for it, but one on a ref that bears the name of a run is met by nobody. It takes
 * as long as `clearAbandonedLock` does where there are some, and no time where there are none; the log says what is waited for, and what came of it.
 */
export async function clearYoungLocks(project: Project, log: Log): Promise<void> {
  const { ports, place, repository } = project;
  const refs = (await locksWithin(project, ownPlaces)).flat().map((lock) => relative(place.commonDir, lock).replace(/\.lock$/, ''));
  for (const ref of refs) log.write('INFO', `waits for the lock on ${ref}, which a git that was killed may have left`);
  await Promise.all(refs.map((ref) => clearAbandonedLock(ports, repository.git, ref)));
  for (const ref of refs) {
    const stays = (await ports.files.status(lockOf(repository.git, ref))) !== undefined;
    log.write('WARN', stays ? `the lock on ${ref} stays: a git may be at work under it. If none is, 'sanctum doctor --repair' takes it away` : `${ref} was locked, and is free now`);
  }
}

/** Locks of gits that are gone: every command that needs what they lock is refused as long as they are there. `within` are folders of the git directory. */
export async function abandonedLocks(project: Project, within: readonly string[] = places): Promise<readonly Fault[]> {
  const { ports, place } = project;
  const locks = (await locksWithin(project, within)).flat();
  const old: string[] = [];
  for (const lock of locks) {
    const status = await ports.files.status(lock);
    const isOld = status !== undefined && ports.clock.now() - Number(status.modified / 1_000_000n) > abandonedAfter;
    if (isOld && !(await ports.processes.isOpen(lock))) old.push(lock);
  }
  if (old.length === 0 || (await isGitAtWork(project))) return [];
  return old.map((lock): Fault => {
    const name = relative(place.commonDir, lock);
    return {
      name: 'locks',
      words: `A git that was killed left its lock ${join(basename(place.commonDir), name)}.`,
      would: 'takes it away',
      repair: async (keeping) => {
        if (await isGitAtWork(project)) return `${name} stays: a git is at work here by now.`;
        try {
          return `The lock ${name} was taken away, to ${await keeping.take(lock, name)}.`;
        } catch (error) {
          // Whoever waited for it as well was quicker.
          if ((await ports.files.status(lock)) !== undefined) throw error;
          return `The lock ${name} is gone by now.`;
        }
      },
    };
  });
}
