import { join } from 'node:path';
import type { Files, FileStatus } from '../platform/files.js';
import type { Git } from './git.js';
import { zeroSeparated } from './git.js';
import type { ObjectFormat } from './objects.js';
import { encodeObject, objectId } from './objects.js';

/** A tracked file as it was checked out. */
interface NotedFile {
  readonly path: string;
  readonly blob: string;
  readonly status: FileStatus | undefined;
}

/** What the tracked files of a checkout were like before anything ran in it. */
export interface NotedFiles {
  readonly folder: string;
  readonly files: readonly NotedFile[];
}

/** So many files are asked about at once. */
const atOnce = 64;

/** What is barred, or below something that is no folder any more, is as good as gone. */
async function statusOfAll(files: Files, folder: string, paths: readonly string[]): Promise<readonly (FileStatus | undefined)[]> {
  const found: (FileStatus | undefined)[] = [];
  for (let at = 0; at < paths.length; at += atOnce) found.push(...(await Promise.all(paths.slice(at, at + atOnce).map((path) => files.status(join(folder, path)).catch(() => undefined)))));
  return found;
}

/** Notes the files of `commit`, which is checked out in `folder`. */
export async function noteFiles(files: Files, git: Git, folder: string, commit: string): Promise<NotedFiles> {
  const entries = zeroSeparated(await git.bytes(['ls-tree', '-r', '-z', '--full-tree', commit])).flatMap((entry) => {
    const [, blob = '', path = ''] = /^1[02]\d{4} blob ([0-9a-f]+)\t(.*)$/s.exec(entry) ?? [];
    return path === '' ? [] : [{ path, blob }];
  });
  const statuses = await statusOfAll(files, folder, entries.map(({ path }) => path));
  return { folder, files: entries.map((entry, at) => ({ ...entry, status: statuses[at] })) };
}

/** The noted files that have another content now, or are gone. No git looks at the folder: whatever ran there may have left anything for it. */
export async function changedFiles(files: Files, format: ObjectFormat, { folder, files: noted }: NotedFiles): Promise<readonly string[]> {
  const statuses = await statusOfAll(files, folder, noted.map(({ path }) => path));
  const changed: string[] = [];
  for (const [at, { path, blob, status: before }] of noted.entries()) {
    const now = statuses[at];
    if (before === undefined || (now !== undefined && now.kind === before.kind && now.modified === before.modified && now.size === before.size && now.inode === before.inode)) continue;
    const isSame = now?.kind === before.kind && now.size === before.size && (await blobOf(files, format, join(folder, path), now)) === blob;
    if (!isSame) changed.push(path);
  }
  return changed;
}

async function blobOf(files: Files, format: ObjectFormat, path: string, { kind }: FileStatus): Promise<string | undefined> {
  if (kind !== 'file' && kind !== 'link') return undefined;
  const body = await (kind === 'link' ? files.readLink(path).then((target) => Buffer.from(target)) : files.readIfThere(path)).catch(() => undefined);
  return body === undefined ? undefined : objectId(format, encodeObject('blob', body));
}
