import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import type { Files } from '../platform/files.js';
import type { CommitFields, ObjectFormat, ObjectType, TreeEntry } from './objects.js';
import { encodeCommit, encodeObject, encodeTree, objectId } from './objects.js';

const compress = promisify(deflate);

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
    const encoded = encodeObject(type, body);
    const id = objectId(this.format, encoded);
    const path = join(this.objectsFolder, id.slice(0, 2), id.slice(2));
    if ((await this.files.status(path)) === undefined) {
      await this.files.writeSynced(path, await compress(encoded, { level: 1 }), 0o444);
    }
    return id;
  }
}
