import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Files } from '../platform/files.js';
import type { Git } from './git.js';
import { zeroSeparated } from './git.js';

/** Files larger than this are compared by size and time instead of by content. In bytes. */
const largestRead = 4 * 1024 * 1024;
const mostRead = 5000;

/** One entry of `git status --porcelain=v2 -z`: git's own line and the path it speaks of. */
export interface StatusEntry {
  readonly kind: 'changed' | 'unmerged' | 'untracked' | 'ignored';
  readonly line: string;
  readonly path: string;
}

/** How many space-separated fields stand before the path, by the kind of line (git-status(1), porcelain version 2). */
const fieldsBeforePath: Readonly<Record<string, readonly [StatusEntry['kind'], number]>> = {
  '1': ['changed', 8],
  '2': ['changed', 9],
  u: ['unmerged', 10],
  '?': ['untracked', 1],
  '!': ['ignored', 1],
};

/** The state of a checkout of the engineer's, asked with renames off, so that each entry is one path. */
export async function statusOf(git: Git, workTree: string, extra: readonly string[] = [], paths: readonly string[] = []): Promise<readonly StatusEntry[]> {
  const args = ['status', '--porcelain=v2', '-z', '--untracked-files=all', '--no-renames', '--ignore-submodules=none', ...extra];
  const lines = zeroSeparated(await git.bytes(paths.length === 0 ? args : [...args, '--', ...paths], { workTree }));
  return lines.flatMap((line) => {
    const [kind, skipped] = fieldsBeforePath[line[0] ?? ''] ?? [];
    if (kind === undefined || skipped === undefined) return [];
    return [{ kind, line, path: line.split(' ').slice(skipped).join(' ') }];
  });
}

/**
 * A hash over all that is the engineer's in a checkout: every modified, staged and untracked file outside `paths`, by content. Equal
 * before and after a landing on `paths`, unless the engineer worked meanwhile.
 */
export async function engineerFingerprint(files: Files, git: Git, workTree: string, paths: ReadonlySet<string>): Promise<string> {
  const hash = createHash('sha256');
  let read = 0;
  for (const entry of await statusOf(git, workTree)) {
    if (paths.has(entry.path)) continue;
    hash.update(`${entry.line}\0`);
    const full = join(workTree, entry.path);
    const status = await files.status(full);
    if (status === undefined) hash.update('absent\0');
    else if (status.kind === 'link') hash.update(`link ${await files.readLink(full)}\0`);
    else if (status.kind === 'file' && status.size <= largestRead && read < mostRead) {
      read += 1;
      hash.update(await files.read(full));
    } else hash.update(`${status.kind} ${String(status.size)} ${String(status.modified)}\0`);
  }
  return hash.digest('hex');
}
