import { join } from 'node:path';
import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import type { Files } from '../../platform/files.js';
import type { Project } from '../project.js';

/** The repository of an attempt's own is as its agent left it, and cannot be read. */
class UnreadableRepository extends Error {
  override readonly name = 'UnreadableRepository';
}

const decompress = promisify(inflate);

/** No ref and no commit that is read here is larger, but for a list of refs. In bytes. */
const largest = 1024 * 1024;

const objectId = /^[0-9a-f]{40,64}$/;

/** A file's text; undefined where there is none. What is no file is never opened: a FIFO would hold its reader for ever. */
async function textOf(files: Files, path: string, most = largest): Promise<string | undefined> {
  const status = await files.status(path);
  if (status === undefined) return undefined;
  if (status.kind !== 'file' || status.size > most) throw new UnreadableRepository(path);
  return (await files.readIfThere(path))?.toString('latin1');
}

/** What a ref's file names; undefined for one that names another ref. */
function namedIn(text: string): string | undefined {
  const id = text.trim();
  if (id.startsWith('ref:')) return undefined;
  if (!objectId.test(id)) throw new UnreadableRepository(id);
  return id;
}

async function addLoose(files: Files, gitDir: string, ref: string, found: Map<string, string>): Promise<void> {
  for (const { name, kind } of await files.list(join(gitDir, ref))) {
    const inner = `${ref}/${name}`;
    if (kind === 'folder') await addLoose(files, gitDir, inner, found);
    else if (!name.endsWith('.lock')) {
      const id = namedIn((await textOf(files, join(gitDir, inner))) ?? 'ref:');
      if (id !== undefined) found.set(inner, id);
    }
  }
}

/** All that is named in a repository: its refs, and the commit that stands checked out on no branch. */
async function namesIn(files: Files, gitDir: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const packed = await textOf(files, join(gitDir, 'packed-refs'), Number.MAX_SAFE_INTEGER);
  for (const line of packed?.split('\n') ?? []) {
    const [id = '', ref = ''] = line.split(' ');
    if (objectId.test(id) && ref !== '') found.set(ref, id);
  }
  for (const head of ['HEAD', join('worktrees', 'worktree', 'HEAD')]) {
    const id = namedIn((await textOf(files, join(gitDir, head))) ?? 'ref:');
    if (id !== undefined) found.set(head, id);
  }
  await addLoose(files, gitDir, 'refs', found);
  return found;
}

/** The tree of a commit that was made in a repository; undefined where it is no commit, or packed away. */
async function treeMade(files: Files, gitDir: string, id: string): Promise<string | undefined> {
  const path = join(gitDir, 'objects', id.slice(0, 2), id.slice(2));
  if ((await textOf(files, path)) === undefined) return undefined;
  const object = await decompress(await files.read(path), { maxOutputLength: largest }).catch(() => undefined);
  return /^commit \d+\0tree ([0-9a-f]{40,64})\n/.exec(object?.toString('latin1') ?? '')?.[1];
}

/**
 * Why the repository of an attempt's own may not go: what it names there and nobody has kept, in words; undefined where all is kept. A ref is
 * kept where the engineer's repository has its commit, or its tree is among the kept ones. It is read by its files alone: an agent wrote it.
 */
export async function unkeptIn({ ports: { files }, repository }: Pick<Project, 'ports' | 'repository'>, gitDir: string, trees: ReadonlySet<string>): Promise<string | undefined> {
  try {
    const others = (await files.list(join(gitDir, 'worktrees'))).filter(({ name }) => name !== 'worktree');
    if (others[0] !== undefined) return `its repository has another checkout, ${others[0].name}`;
    for (const [ref, id] of await namesIn(files, gitDir)) {
      if (ref === 'refs/stash') return 'its repository holds a stash, which is kept nowhere else';
      if ((await repository.reader.size(id)) !== undefined) continue;
      const tree = await treeMade(files, gitDir, id);
      if (tree === undefined || !trees.has(tree)) return `its repository holds a commit that is kept nowhere else (${ref})`;
    }
    return undefined;
  } catch (error) {
    if (error instanceof UnreadableRepository) return 'its repository cannot be read';
    throw error;
  }
}
