import { join } from 'node:path';
import type { EngineStage } from './engineStage.js';

/** All that is the engineer's in the checkout: bytes on the disk and entries of the index, outside the landing's own paths. */
export async function engineersBeside({ repo }: EngineStage, isLandings: (path: string) => boolean): Promise<readonly string[]> {
  const status = (await repo.git('status', '--porcelain', '-z', '--ignored', '--untracked-files=all', '--no-renames')).split('\0').filter((line) => line !== '');
  const index = (await repo.git('ls-files', '--stage', '-z')).split('\0').filter((line) => line !== '');
  const lines = [...status.filter((line) => !isLandings(line.slice(3))), ...index.filter((line) => !isLandings(line.slice(line.indexOf('\t') + 1)))];
  for (const line of status) {
    const path = line.slice(3);
    if (!isLandings(path)) lines.push(`${path}: ${(await repo.ports.files.readIfThere(join(repo.path, path)))?.toString('utf8') ?? 'absent'}`);
  }
  return lines.sort();
}
