import type { LooseObjects } from './looseObjects.js';
import type { ObjectReader } from './objectReader.js';
import type { TreeEntry } from './objects.js';

/** A path (its names as in TreeEntry, a byte a character) and its new text; undefined removes it. */
export type TreeChanges = ReadonlyMap<string, string | undefined>;

interface Folder {
  readonly files: Map<string, string | undefined>;
  readonly folders: Map<string, Folder>;
}

function asFolders(changes: TreeChanges): Folder {
  const root: Folder = { files: new Map(), folders: new Map() };
  for (const [path, text] of changes) {
    const names = path.split('/');
    const last = names.pop() ?? '';
    let folder = root;
    for (const name of names) {
      let next = folder.folders.get(name);
      if (next === undefined) {
        next = { files: new Map(), folders: new Map() };
        folder.folders.set(name, next);
      }
      folder = next;
    }
    folder.files.set(last, text);
  }
  return root;
}

/** A file's removal says nothing of a folder that has its name by now, nor the removal of files below it of a file. */
function isRemoved(folder: Folder, name: string, present: TreeEntry | undefined): boolean {
  return present?.mode === '040000' ? folder.folders.has(name) : folder.files.has(name);
}

/** Makes new trees out of old ones, touching only the folders on the changed paths. */
export class TreeEditor {
  constructor(
    private readonly reader: ObjectReader,
    private readonly writer: LooseObjects,
  ) {}

  /** The id of `tree` with the changes made; `tree` undefined stands for an empty one. */
  async edit(tree: string | undefined, changes: TreeChanges): Promise<string> {
    return (await this.editFolder(tree, asFolders(changes))) ?? (await this.writer.tree([]));
  }

  /** Undefined when nothing is left in the folder: git keeps no empty ones. */
  private async editFolder(tree: string | undefined, folder: Folder): Promise<string | undefined> {
    const entries = new Map((tree === undefined ? [] : await this.reader.tree(tree)).map((entry) => [entry.name, entry]));
    const edits: Promise<readonly [string, TreeEntry | undefined]>[] = [];
    for (const [name, text] of folder.files) edits.push(this.editFile(name, text));
    for (const [name, inner] of folder.folders) {
      const before = entries.get(name);
      edits.push(this.editInner(name, before?.mode === '040000' ? before.id : undefined, inner));
    }
    const made = await Promise.all(edits);
    // Removals first: where a file takes a folder's name, or the other way round, the one that is to be there must win.
    for (const [name, entry] of made) if (entry === undefined && isRemoved(folder, name, entries.get(name))) entries.delete(name);
    for (const [name, entry] of made) if (entry !== undefined) entries.set(name, entry);
    return entries.size === 0 ? undefined : this.writer.tree(entries.values());
  }

  private async editFile(name: string, text: string | undefined): Promise<readonly [string, TreeEntry | undefined]> {
    return [name, text === undefined ? undefined : { mode: '100644', name, id: await this.writer.blob(text) }];
  }

  private async editInner(name: string, tree: string | undefined, folder: Folder): Promise<readonly [string, TreeEntry | undefined]> {
    const id = await this.editFolder(tree, folder);
    return [name, id === undefined ? undefined : { mode: '040000', name, id }];
  }
}
