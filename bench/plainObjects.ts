import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { plainGit, plainGitText } from './plainGit.js';

const compress = promisify(deflate);

/** An object as git stores it: `type size NUL body`. */
export type PlainObject = Buffer;

/** The folders that objects lie in; made before anything is measured, since an old repository has them all. */
export function makeFanOut(objectsFolder: string): void {
  for (let first = 0; first < 256; first += 1) mkdirSync(join(objectsFolder, first.toString(16).padStart(2, '0')), { recursive: true });
}

/** The objects that a commit brought, beside its parent's. */
export async function objectsOf(repository: string, commit: string): Promise<readonly PlainObject[]> {
  const listing = await plainGitText(['rev-list', '--objects', '--no-object-names', commit, `^${commit}^`], repository);
  return Promise.all(
    listing.split('\n').map(async (id) => {
      const type = await plainGitText(['cat-file', '-t', id], repository);
      const body = await plainGit(['cat-file', type, id], repository);
      return Buffer.concat([Buffer.from(`${type} ${body.length}\0`, 'latin1'), body]);
    }),
  );
}

let names = 0;

async function writeDurably(path: string, folder: string, bytes: Uint8Array): Promise<void> {
  names += 1;
  const temporary = join(folder, `tmp_obj_plain${names}`);
  const file = await open(temporary, 'wx', 0o444);
  await file.write(bytes);
  await file.sync();
  await file.close();
  await rename(temporary, path);
}

/**
 * The least that a durable plan commit can cost: each object hashed, deflated, written, synced and renamed, all of them at once; then the
 * ref in the same way. Nothing is read, looked up or decided.
 */
export async function writePlainly(objectsFolder: string, objects: readonly PlainObject[], ref: string): Promise<void> {
  const ids = await Promise.all(
    objects.map(async (object) => {
      const id = createHash('sha1').update(object).digest('hex');
      const folder = join(objectsFolder, id.slice(0, 2));
      await writeDurably(join(folder, id.slice(2)), folder, await compress(object, { level: 1 }));
      return id;
    }),
  );
  await writeDurably(ref, objectsFolder, Buffer.from(`${ids[0] ?? ''}\n`));
}

/** As `writePlainly`, one object after the other: the limit as the prototype's table has it. */
export async function writePlainlyInTurn(objectsFolder: string, objects: readonly PlainObject[], ref: string): Promise<void> {
  for (const object of objects) {
    const id = createHash('sha1').update(object).digest('hex');
    const folder = join(objectsFolder, id.slice(0, 2));
    await writeDurably(join(folder, id.slice(2)), folder, await compress(object, { level: 1 }));
  }
  await writeDurably(ref, objectsFolder, Buffer.from(`${'0'.repeat(40)}\n`));
}
