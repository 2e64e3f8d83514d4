import { join } from 'node:path';
import { RepositoryError } from '../git/repository.js';
import type { Ports } from '../platform/ports.js';

/** A file system that said no to a write, by its own code. */
export function refusedWrite(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const words: Readonly<Record<string, string>> = { EACCES: 'permission denied', EPERM: 'not permitted', EROFS: 'it is on a read-only file system', ENOSPC: 'the disk is full' };
  return words[code];
}

/** Throws RepositoryError for a repository whose objects or refs cannot be written, before any work is done on it. */
export async function refuseReadOnly({ files }: Pick<Ports, 'files'>, commonDir: string): Promise<void> {
  for (const folder of ['objects', 'refs/heads']) {
    // git prunes a left-over file of this name.
    const probe = join(commonDir, folder, `tmp_obj_sanctum_probe`);
    try {
      await files.write(probe, '');
      await files.remove(probe);
    } catch (error) {
      const because = refusedWrite(error);
      if (because === undefined) throw error;
      throw new RepositoryError(`${join(commonDir, folder)} cannot be written: ${because}. The plan is kept there as git objects and a branch; make the folder yours, or work in a clone: git clone <this repository> <folder>`);
    }
  }
}
