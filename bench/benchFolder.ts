import { mkdtemp, realpath, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** File systems by the number that statfs(2) gives; `tmpfs` keeps nothing on a disk, so that a sync there costs nothing. */
const names: ReadonlyMap<number, string> = new Map([
  [0xef53, 'ext4'],
  [0x58465342, 'xfs'],
  [0x9123683e, 'btrfs'],
  [0x01021994, 'tmpfs'],
  [0x794c7630, 'overlay'],
]);

async function fileSystemOf(folder: string): Promise<string> {
  const { type } = await statfs(folder);
  return names.get(type) ?? `file system ${type.toString(16)}`;
}

export interface BenchFolder {
  readonly path: string;
  readonly fileSystem: string;
  dispose(): Promise<void>;
}

/** A folder on a real disk: the system's temporary one, or, where that is memory, one in this project. `SANCTUM_BENCH_FOLDER` names another. */
export async function benchFolder(): Promise<BenchFolder> {
  const chosen = process.env['SANCTUM_BENCH_FOLDER'];
  const inMemory = (await fileSystemOf(tmpdir())) === 'tmpfs';
  const parent = chosen ?? (inMemory ? join(import.meta.dirname, '..', 'node_modules') : tmpdir());
  const path = await realpath(await mkdtemp(join(parent, 'sanctum-bench-')));
  return { path, fileSystem: await fileSystemOf(path), dispose: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}
