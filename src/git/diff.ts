import type { ObjectReader } from './objectReader.js';
import type { TreeEntry } from './objects.js';
import { sortName } from './objects.js';
import { withoutCommon } from './treeCompare.js';

export interface TreeDifference {
  readonly path: string;
  /** `000000` where there is nothing on that side. */
  readonly oldMode: string;
  readonly newMode: string;
  readonly oldId: string;
  readonly newId: string;
}

const nothing = '000000';

/** What differs between two commits, file by file, renames as a removal and an addition. Equal folders are not opened. */
export async function treeDifferences(reader: ObjectReader, before: string, after: string): Promise<readonly TreeDifference[]> {
  const [old, now] = await Promise.all([reader.commit(before), reader.commit(after)]);
  return differencesBelow(reader, old.tree, now.tree, '');
}

async function differencesBelow(reader: ObjectReader, before: string | undefined, after: string | undefined, prefix: string): Promise<readonly TreeDifference[]> {
  if (before === after) return [];
  const entriesOf = async (tree: string | undefined) => (tree === undefined ? [] : reader.tree(tree));
  const [old, now] = withoutCommon(await entriesOf(before), await entriesOf(after));
  // A file and a folder of one name are two things, as in git's own order.
  const sides = new Map<string, { old?: TreeEntry; now?: TreeEntry }>();
  for (const entry of old) sides.set(sortName(entry), { old: entry });
  for (const entry of now) sides.set(sortName(entry), { ...sides.get(sortName(entry)), now: entry });
  const differences: TreeDifference[] = [];
  for (const [name, side] of [...sides].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (side.old?.id === side.now?.id && side.old?.mode === side.now?.mode) continue;
    if (name.endsWith('/')) differences.push(...(await differencesBelow(reader, side.old?.id, side.now?.id, `${prefix}${name}`)));
    else differences.push(difference(`${prefix}${name}`, side.old, side.now));
  }
  return differences;
}

/** `path` has a byte a character, as in TreeEntry. */
function difference(path: string, old: TreeEntry | undefined, now: TreeEntry | undefined): TreeDifference {
  const absentId = '0'.repeat((old ?? now)?.id.length ?? 40);
  return {
    path: Buffer.from(path, 'latin1').toString('utf8'),
    oldMode: old?.mode ?? nothing,
    newMode: now?.mode ?? nothing,
    oldId: old?.id ?? absentId,
    newId: now?.id ?? absentId,
  };
}
