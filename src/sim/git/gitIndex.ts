import type { Disk, DiskFile, DiskLink } from '../disk.js';
import { encodeObject, objectId } from '../../git/objects.js';
import type { FlatEntry, FlatTree } from './flatTree.js';
import { Fatal } from './store.js';

/** The index, in a form of the simulation's own: nobody but git reads one. */
export function readIndex(disk: Disk, path: string): Map<string, FlatEntry> {
  const text = disk.text(path);
  if (text === undefined) return new Map();
  try {
    return new Map(JSON.parse(text) as [string, FlatEntry][]);
  } catch {
    throw new Fatal('fatal: index file corrupt');
  }
}

export function indexText(entries: FlatTree): string {
  return JSON.stringify([...entries]);
}

const hashes = new WeakMap<Buffer, string>();

/** What a file of the checkout would be in the index. */
export function entryOf(node: DiskFile | DiskLink): FlatEntry {
  if (node.kind === 'link') return { mode: '120000', id: objectId('sha1', encodeObject('blob', Buffer.from(node.target))) };
  let id = hashes.get(node.data);
  if (id === undefined) {
    id = objectId('sha1', encodeObject('blob', node.data));
    hashes.set(node.data, id);
  }
  return { mode: (node.mode & 0o100) !== 0 ? '100755' : '100644', id };
}

/** What lies in a checkout, by path. */
export function filesIn(disk: Disk, workTree: string): Map<string, FlatEntry> {
  const files = new Map<string, FlatEntry>();
  for (const [path, node] of disk.filesBelow(workTree)) files.set(path, entryOf(node));
  return files;
}
