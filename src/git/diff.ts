import type { Git } from './git.js';
import { zeroSeparated } from './git.js';

export interface TreeDifference {
  readonly path: string;
  /** `000000` where there is nothing on that side. */
  readonly oldMode: string;
  readonly newMode: string;
  readonly oldId: string;
  readonly newId: string;
}

/** What differs between two trees or commits, file by file, renames as a removal and an addition. */
export async function treeDifferences(git: Git, before: string, after: string): Promise<readonly TreeDifference[]> {
  const fields = zeroSeparated(await git.bytes(['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', before, after]));
  const differences: TreeDifference[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [oldMode = '', newMode = '', oldId = '', newId = ''] = (fields[at] ?? '').slice(1).split(' ');
    differences.push({ path: fields[at + 1] ?? '', oldMode, newMode, oldId, newId });
  }
  return differences;
}
