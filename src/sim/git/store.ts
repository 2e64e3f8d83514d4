import { posix } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import { decodeCommit, decodeTree, encodeObject, objectId } from '../../git/objects.js';
import type { Commit, GitObject, ObjectType, TreeEntry } from '../../git/objects.js';
import type { Disk } from '../disk.js';

/** git gives up, with these words and this exit code. */
export class Fatal extends Error {
  override readonly name = 'Fatal';

  constructor(
    words: string,
    readonly exitCode = 128,
  ) {
    super(words);
  }
}

/** What was inflated before, by the file's own bytes: those never change. */
const inflated = new WeakMap<Buffer, GitObject>();

function objectIn(file: Buffer): GitObject | undefined {
  const known = inflated.get(file);
  if (known !== undefined) return known;
  let encoded: Buffer;
  try {
    encoded = inflateSync(file);
  } catch {
    return undefined;
  }
  const end = encoded.indexOf(0);
  const [type = 'blob'] = encoded.toString('latin1', 0, end).split(' ');
  const object = { type: type as ObjectType, body: encoded.subarray(end + 1) };
  inflated.set(file, object);
  return object;
}

/** Folders of objects: the repository's own or the one that the environment names, and those it borrows from. */
export class ObjectStore {
  private readonly folders: readonly string[];

  constructor(
    private readonly disk: Disk,
    private readonly own: string,
    alternates: readonly string[],
  ) {
    const folders: string[] = [];
    const visit = (folder: string): void => {
      if (folders.includes(folder)) return;
      folders.push(folder);
      for (const line of disk.text(`${folder}/info/alternates`)?.split('\n') ?? []) if (line !== '') visit(line);
    };
    for (const folder of [own, ...alternates]) visit(folder);
    this.folders = folders;
  }

  has(id: string): boolean {
    return this.file(id) !== undefined;
  }

  read(id: string): GitObject | undefined {
    const file = this.file(id);
    return file === undefined ? undefined : objectIn(file);
  }

  expect(id: string, type: ObjectType): Buffer {
    const object = this.read(id);
    if (object?.type !== type) throw new Fatal(`fatal: bad object ${id}`);
    return object.body;
  }

  commit(id: string): Commit {
    return decodeCommit(this.expect(id, 'commit'));
  }

  tree(id: string): readonly TreeEntry[] {
    return decodeTree(this.expect(id, 'tree'), 'sha1');
  }

  /** The tree that an id, of a commit or of a tree itself, leads to. */
  treeOf(id: string): string {
    const object = this.read(id);
    if (object?.type === 'commit') return decodeCommit(object.body).tree;
    if (object?.type === 'tree') return id;
    throw new Fatal(`fatal: not a tree object: ${id}`);
  }

  write(type: ObjectType, body: Uint8Array): string {
    const encoded = encodeObject(type, body);
    const id = objectId('sha1', encoded);
    if (!this.has(id)) this.disk.write(posix.join(this.own, id.slice(0, 2), id.slice(2)), deflateSync(encoded, { level: 1 }), { mode: 0o444, synced: true });
    return id;
  }

  private file(id: string): Buffer | undefined {
    for (const folder of this.folders) {
      const found = this.disk.read(posix.join(folder, id.slice(0, 2), id.slice(2)));
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** An object with the name it has. */
export interface NamedObject extends GitObject {
  readonly id: string;
}

function namesIn({ type, body }: GitObject): readonly string[] {
  if (type === 'tree') return decodeTree(body, 'sha1').map(({ id }) => id);
  if (type !== 'commit') return [];
  const { tree, parents } = decodeCommit(body);
  return [tree, ...parents];
}

/** An object and all that it needs, each behind what it names, but what is known and what only that needs. */
export function neededBy(store: ObjectStore, id: string, isKnown: (id: string) => boolean): readonly NamedObject[] {
  const found = new Map<string, NamedObject>();
  const visit = (name: string): void => {
    if (found.has(name) || isKnown(name)) return;
    const object = store.read(name);
    if (object === undefined) throw new Fatal(`fatal: bad object ${name}`);
    for (const below of namesIn(object)) visit(below);
    found.set(name, { ...object, id: name });
  };
  visit(id);
  return [...found.values()];
}
