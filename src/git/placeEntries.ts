import type { LooseObjects } from './looseObjects.js';
import type { ObjectReader } from './objectReader.js';
import type { TreeEntry } from './objects.js';

const folderMode = '040000';

/** The id of `tree` with files put at paths (names as in TreeEntry), as they are elsewhere; what is in their way goes. */
export async function placeEntries(reader: ObjectReader, objects: LooseObjects, tree: string | undefined, files: ReadonlyMap<string, Omit<TreeEntry, 'name'>>): Promise<string> {
  const before = tree === undefined ? [] : await reader.tree(tree);
  const placed: TreeEntry[] = [];
  const below = new Map<string, Map<string, Omit<TreeEntry, 'name'>>>();
  for (const [path, file] of files) {
    const slash = path.indexOf('/');
    if (slash < 0) {
      placed.push({ ...file, name: path });
      continue;
    }
    const name = path.slice(0, slash);
    const inside = below.get(name) ?? new Map<string, Omit<TreeEntry, 'name'>>();
    below.set(name, inside.set(path.slice(slash + 1), file));
  }
  for (const [name, inside] of below) {
    const folder = before.find((entry) => entry.name === name && entry.mode === folderMode)?.id;
    placed.push({ mode: folderMode, name, id: await placeEntries(reader, objects, folder, inside) });
  }
  const names = new Set(placed.map(({ name }) => name));
  return objects.tree([...before.filter(({ name }) => !names.has(name)), ...placed]);
}
