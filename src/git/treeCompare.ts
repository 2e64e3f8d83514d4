import type { ObjectReader } from './objectReader.js';
import type { TreeEntry } from './objects.js';

export interface BlobChange {
  readonly path: string;
  /** Blob ids; undefined where there is nothing on that side. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

function isSame(one: TreeEntry | undefined, other: TreeEntry | undefined): boolean {
  return one === other || (one?.id === other?.id && one?.name === other?.name && one?.mode === other?.mode);
}

/** Two versions of a folder without the entries that they begin and end with alike. */
export function withoutCommon(old: readonly TreeEntry[], now: readonly TreeEntry[]): readonly [readonly TreeEntry[], readonly TreeEntry[]] {
  const shortest = Math.min(old.length, now.length);
  let first = 0;
  while (first < shortest && isSame(old[first], now[first])) first += 1;
  let last = 0;
  while (last < shortest - first && isSame(old[old.length - 1 - last], now[now.length - 1 - last])) last += 1;
  return [old.slice(first, old.length - last), now.slice(first, now.length - last)];
}

/** Remembers trees by id: the plan's folders hardly change from one commit to the next. */
export class TreeCache {
  private readonly trees = new Map<string, readonly TreeEntry[]>();

  constructor(private readonly reader: ObjectReader) {}

  async entries(tree: string): Promise<readonly TreeEntry[]> {
    const known = this.trees.get(tree);
    if (known !== undefined) return known;
    const entries = await this.reader.tree(tree);
    if (this.trees.size > 4000) this.trees.clear();
    this.trees.set(tree, entries);
    return entries;
  }

  /** The files that differ between two trees, without a git process; equal folders are not opened. */
  async compare(before: string | undefined, after: string | undefined, prefix = ''): Promise<readonly BlobChange[]> {
    if (before === after) return [];
    const [old, now] = await Promise.all([before, after].map(async (tree) => (tree === undefined ? [] : this.entries(tree))));
    const names = new Map<string, { before?: TreeEntry; after?: TreeEntry }>();
    const [oldRest, nowRest] = withoutCommon(old ?? [], now ?? []);
    for (const entry of oldRest) names.set(entry.name, { before: entry });
    for (const entry of nowRest) names.set(entry.name, { ...names.get(entry.name), after: entry });
    const changes: BlobChange[] = [];
    for (const [name, sides] of names) {
      if (sides.before?.id === sides.after?.id && sides.before?.mode === sides.after?.mode) continue;
      const path = `${prefix}${name}`;
      const tree = (entry: TreeEntry | undefined) => (entry?.mode === '040000' ? entry.id : undefined);
      const blob = (entry: TreeEntry | undefined) => (entry === undefined || entry.mode === '040000' ? undefined : entry.id);
      changes.push(...(await this.compare(tree(sides.before), tree(sides.after), `${path}/`)));
      if (blob(sides.before) !== undefined || blob(sides.after) !== undefined) {
        changes.push({ path, before: blob(sides.before), after: blob(sides.after) });
      }
    }
    return changes;
  }
}
