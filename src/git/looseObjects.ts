import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflate, deflateSync } from 'node:zlib';
import type { Files } from '../platform/files.js';
import type { CommitFields, ObjectFormat, ObjectType, TreeEntry } from './objects.js';
import { encodeCommit, encodeObject, encodeTree, objectId } from './objects.js';

const compressInThread = promisify(deflate);

/** What another thread takes longer to be asked for than it takes to be done. In bytes. */
const small = 16 * 1024;

/** Of the same bytes it makes the same bytes, small ones at once. */
function compress(encoded: Buffer): Buffer | Promise<Buffer> {
  return encoded.length <= small ? deflateSync(encoded, { level: 1 }) : compressInThread(encoded, { level: 1 });
}

/** An object that has its id and is not written yet. */
export interface PreparedObject {
  readonly id: string;
  readonly type: ObjectType;
  /** With git's header. */
  readonly encoded: Buffer;
  readonly body: Buffer;
}

/**
 * Writes objects into a repository's store as loose files, each synced before it gets its name, so that a ref that names one never
 * points at a hole. No git process is run: a commit costs as much as its files.
 */
export class LooseObjects {
  constructor(
    private readonly files: Files,
    private readonly objectsFolder: string,
    private readonly format: ObjectFormat,
  ) {}

  blob(body: string | Uint8Array): Promise<string> {
    return this.write('blob', typeof body === 'string' ? Buffer.from(body, 'utf8') : body);
  }

  tree(entries: Iterable<TreeEntry>): Promise<string> {
    return this.write('tree', encodeTree(entries));
  }

  commit(fields: CommitFields): Promise<string> {
    return this.write('commit', encodeCommit(fields));
  }

  /** Writes an object's body as it is. */
  async write(type: ObjectType, body: Uint8Array): Promise<string> {
    const object = this.prepare(type, body);
    await this.writeAll([object]);
    return object.id;
  }

  /** Names an object without writing it. */
  prepare(type: ObjectType, body: Uint8Array): PreparedObject {
    const encoded = encodeObject(type, body);
    return { id: objectId(this.format, encoded), type, encoded, body: encoded.subarray(encoded.length - body.length) };
  }

  /**
   * Writes many at once, so that their syncs share the disk. They must stand in order, an object behind all that it names: each gets its
   * own name only after those before it, and no crash leaves an object that names a missing one.
   */
  async writeAll(objects: readonly PreparedObject[]): Promise<void> {
    const writes: Promise<void>[] = [];
    for (const object of objects) {
      // A blob names nothing.
      const after = object.type === 'blob' ? undefined : Promise.all(writes);
      // One that fails before it asks for those never hears of their failures; the last line does.
      after?.catch(() => undefined);
      writes.push(this.writeOne(object, after));
    }
    await Promise.all(writes);
  }

  private async writeOne({ id, encoded }: PreparedObject, after: Promise<unknown> | undefined): Promise<void> {
    const path = join(this.objectsFolder, id.slice(0, 2), id.slice(2));
    if ((await this.files.status(path)) !== undefined) return;
    await this.files.writeSynced(path, await compress(encoded), 0o444, after);
  }
}
