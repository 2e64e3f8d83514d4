import type { TreeEntry, TreeMode } from '../../git/objects.js';
import { encodeTree } from '../../git/objects.js';
import type { ObjectStore } from './store.js';

export interface FlatEntry {
  readonly mode: TreeMode;
  readonly id: string;
}

/** The files of a tree by path. */
export type FlatTree = ReadonlyMap<string, FlatEntry>;

const flattened = new Map<string, FlatTree>();
const mostKept = 5000;

/** A tree never changes, so that each is opened once. */
export function flatTree(store: ObjectStore, tree: string): FlatTree {
  const known = flattened.get(tree);
  if (known !== undefined && store.has(tree)) return known;
  const flat = new Map<string, FlatEntry>();
  for (const { mode, name, id } of store.tree(tree)) {
    const path = Buffer.from(name, 'latin1').toString('utf8');
    if (mode !== '040000') flat.set(path, { mode, id });
    else for (const [below, entry] of flatTree(store, id)) flat.set(`${path}/${below}`, entry);
  }
  if (flattened.size > mostKept) flattened.clear();
  flattened.set(tree, flat);
  return flat;
}

/** Writes the trees of these files; returns the topmost. */
export function writeTree(store: ObjectStore, files: FlatTree): string {
  const entries: TreeEntry[] = [];
  const folders = new Map<string, Map<string, FlatEntry>>();
  for (const [path, entry] of files) {
    const slash = path.indexOf('/');
    const name = Buffer.from(slash < 0 ? path : path.slice(0, slash), 'utf8').toString('latin1');
    if (slash < 0) entries.push({ ...entry, name });
    else {
      const folder = folders.get(name) ?? new Map<string, FlatEntry>();
      folder.set(path.slice(slash + 1), entry);
      folders.set(name, folder);
    }
  }
  for (const [name, below] of folders) entries.push({ mode: '040000', name, id: writeTree(store, below) });
  return store.write('tree', encodeTree(entries));
}

export function isSameEntry(one: FlatEntry | undefined, other: FlatEntry | undefined): boolean {
  return one?.id === other?.id && one?.mode === other?.mode;
}

/** By path, in git's order. */
export function sorted<T>(files: Iterable<readonly [string, T]>): readonly (readonly [string, T])[] {
  return [...files].map(([path, value]) => [path, value, Buffer.from(path).toString('latin1')] as const).sort((one, other) => (one[2] < other[2] ? -1 : 1)).map(([path, value]) => [path, value] as const);
}
