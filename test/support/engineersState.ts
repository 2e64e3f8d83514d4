import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { TemporaryRepository } from './repository.js';

/** Every file below a folder but those in `.git`, by path: its kind, mode, time of modification and contents. */
async function filesBelow(folder: string, prefix = ''): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const name = `${prefix}${entry.name}`;
    if (name === '.git') continue;
    if (entry.isDirectory()) lines.push(...(await filesBelow(path, `${name}/`)));
    else {
      const found = await lstat(path, { bigint: true });
      const body = entry.isSymbolicLink() ? await readlink(path) : await readFile(path);
      lines.push(`${name} ${String(found.mode)} ${String(found.mtimeNs)} ${createHash('sha256').update(body).digest('hex')}`);
    }
  }
  return lines.sort();
}

/** Whatever git keeps as files beside objects and refs: index, HEAD, configuration, hooks, reflogs, of every worktree. */
async function gitFiles(gitDir: string): Promise<readonly string[]> {
  const sealed = /^(?:HEAD|ORIG_HEAD|FETCH_HEAD|index|config|config\.worktree|description|shallow|info\/.*|hooks\/.*|logs\/HEAD|logs\/refs\/stash|worktrees\/.*|objects\/info\/.*)(?= )/;
  return (await filesBelow(gitDir)).filter((line) => sealed.test(line));
}

export interface EngineersState {
  readonly files: readonly string[];
  readonly git: readonly string[];
  readonly status: string;
  /** All refs but Sanctum's own, HEAD's target among them. */
  readonly refs: string;
}

/** All that is the engineer's in a repository and a checkout of it, down to the bytes; read without a trace. */
export async function engineersState(repository: TemporaryRepository, checkout = repository.path): Promise<EngineersState> {
  const { git, path } = repository;
  const refs = await git('for-each-ref', '--format=%(refname) %(objectname) %(symref)');
  const kept = refs.split('\n').filter((line) => !/^refs\/(?:heads\/sanctum\/|sanctum\/)/.test(line));
  return {
    files: await filesBelow(checkout),
    git: await gitFiles(join(path, '.git')),
    status: await git('--no-optional-locks', '-C', checkout, 'status', '--porcelain=v2', '--branch', '--ignored', '--untracked-files=all'),
    refs: kept.join('\n'),
  };
}
