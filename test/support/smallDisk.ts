import { spawnSync } from 'node:child_process';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of its own that is soon full; only root can mount one. */
export interface SmallDisk {
  readonly path: string;
  /** Kilobytes that may still be written. */
  free(): number;
  unmount(): Promise<void>;
}

/** Undefined where this user or machine cannot have one. */
export async function smallDisk(megabytes: number): Promise<SmallDisk | undefined> {
  const path = await mkdtemp(join(tmpdir(), 'sanctum-disk-'));
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${String(megabytes)}m`, 'tmpfs', path]).status !== 0) {
    await rmdir(path);
    return undefined;
  }
  return {
    path,
    free: () => Number(spawnSync('df', ['-P', '-k', path], { encoding: 'utf8' }).stdout.split('\n')[1]?.split(/\s+/)[3]),
    unmount: async () => {
      spawnSync('umount', ['--lazy', path]);
      await rmdir(path);
    },
  };
}
