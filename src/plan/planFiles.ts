import type { TreeEntry } from '../git/objects.js';
import type { TreeCache } from '../git/treeCompare.js';

/** What lies at a path of a plan commit. */
export type PlanEntry = { readonly kind: 'file'; readonly blob: string } | { readonly kind: 'folder'; readonly tree: string };

export interface NamedEntry {
  readonly name: string;
  readonly kind: PlanEntry['kind'];
}

function isFile({ mode }: TreeEntry): boolean {
  return mode === '100644' || mode === '100755';
}

/** What lies at a path below a tree, found by walking the trees; undefined for nothing, and for what is neither file nor folder. */
export async function entryAt(trees: TreeCache, tree: string, path: string): Promise<PlanEntry | undefined> {
  const [first = '', ...below] = path.split('/');
  if (first === '') return { kind: 'folder', tree };
  const name = Buffer.from(first, 'utf8').toString('latin1');
  const entry = (await trees.entries(tree)).find((one) => one.name === name);
  if (entry === undefined) return undefined;
  if (entry.mode === '040000') return entryAt(trees, entry.id, below.join('/'));
  return below.length === 0 && isFile(entry) ? { kind: 'file', blob: entry.id } : undefined;
}

/** The files and folders right below a tree. */
export async function entriesBelow(trees: TreeCache, tree: string): Promise<readonly NamedEntry[]> {
  return (await trees.entries(tree))
    .filter((entry) => isFile(entry) || entry.mode === '040000')
    .map((entry) => ({ name: Buffer.from(entry.name, 'latin1').toString('utf8'), kind: isFile(entry) ? 'file' : 'folder' }));
}

/** The paths of all files below a tree. */
export async function filesBelow(trees: TreeCache, tree: string, prefix = ''): Promise<readonly string[]> {
  const found = (await trees.entries(tree)).map(async (entry) => {
    const path = `${prefix}${Buffer.from(entry.name, 'latin1').toString('utf8')}`;
    if (entry.mode === '040000') return filesBelow(trees, entry.id, `${path}/`);
    return isFile(entry) ? [path] : [];
  });
  return (await Promise.all(found)).flat();
}
