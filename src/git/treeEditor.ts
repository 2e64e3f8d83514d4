import type { LooseObjects, PreparedObject } from './looseObjects.js';
import type { ObjectReader } from './objectReader.js';
import type { TreeEntry } from './objects.js';
import type { TreeBody } from './treeBody.js';
import { emptyTreeBody, withEntry } from './treeBody.js';

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

/** A tree that has its id, and the objects that have to be written for it, each behind those it names. */
export interface PreparedTree {
  readonly id: string;
  readonly objects: readonly PreparedObject[];
  /** The new trees among them, decoded. */
  readonly bodies: ReadonlyMap<string, TreeBody>;
}

interface Pending {
  readonly objects: PreparedObject[];
  readonly bodies: Map<string, TreeBody>;
}

/** Makes new trees out of old ones, touching only the folders on the changed paths. */
export class TreeEditor {
  constructor(
    private readonly reader: ObjectReader,
    private readonly writer: LooseObjects,
  ) {}

  /** The id of `tree` with the changes made; `tree` undefined stands for an empty one. */
  async edit(tree: string | undefined, changes: TreeChanges): Promise<string> {
    const prepared = await this.prepare(tree, changes);
    await this.write(prepared, []);
    return prepared.id;
  }

  /** As `edit`, but nothing is written yet. */
  async prepare(tree: string | undefined, changes: TreeChanges): Promise<PreparedTree> {
    const pending: Pending = { objects: [], bodies: new Map() };
    const id = (await this.editFolder(tree, asFolders(changes), pending)) ?? this.addTree(emptyTreeBody, pending);
    return { id, ...pending };
  }

  /** Writes a prepared tree and what comes after it, such as a commit of it. */
  async write(prepared: PreparedTree, more: readonly PreparedObject[]): Promise<void> {
    const objects = [...prepared.objects, ...more];
    await this.writer.writeAll(objects);
    for (const { id, type, body } of objects) {
      const tree = prepared.bodies.get(id);
      this.reader.recent.remember(id, tree === undefined ? { type, body } : { type, body, tree });
    }
  }

  /** Undefined when nothing is left in the folder: git keeps no empty ones. */
  private async editFolder(tree: string | undefined, folder: Folder, pending: Pending): Promise<string | undefined> {
    const before = tree === undefined ? emptyTreeBody : await this.reader.treeBody(tree);
    const folderId = (name: string) => before.entries.find((entry) => entry.name === name && entry.mode === '040000')?.id;
    const inner: (readonly [string, string | undefined])[] = [];
    for (const [name, below] of folder.folders) inner.push([name, await this.editFolder(folderId(name), below, pending)]);
    let body = before;
    // Removals first, so that where a file takes a folder's name, or the other way round, the one that is to be there wins. A file's
    // removal says nothing of a folder that has its name by now, nor the removal of what is below it of a file.
    for (const [name, text] of folder.files) if (text === undefined && folderId(name) === undefined) body = withEntry(body, name, undefined);
    for (const [name, id] of inner) if (id === undefined && folderId(name) !== undefined) body = withEntry(body, name, undefined);
    for (const [name, text] of folder.files) if (text !== undefined) body = withEntry(body, name, this.addFile(name, text, pending));
    for (const [name, id] of inner) if (id !== undefined) body = withEntry(body, name, { mode: '040000', name, id });
    if (body.entries.length === 0) return undefined;
    return tree !== undefined && body.bytes.equals(before.bytes) ? tree : this.addTree(body, pending);
  }

  private addFile(name: string, text: string, pending: Pending): TreeEntry {
    const blob = this.writer.prepare('blob', Buffer.from(text, 'utf8'));
    pending.objects.push(blob);
    return { mode: '100644', name, id: blob.id };
  }

  private addTree(body: TreeBody, pending: Pending): string {
    const object = this.writer.prepare('tree', body.bytes);
    pending.objects.push(object);
    pending.bodies.set(object.id, body);
    return object.id;
  }
}
