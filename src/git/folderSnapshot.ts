import { join } from 'node:path';
import type { Files } from '../platform/files.js';
import type { Git } from './git.js';
import { zeroSeparated } from './git.js';

export interface FolderSnapshot {
  readonly tree: string;
  /** Bytes that the new objects take, compressed. */
  readonly newBytes: number;
  /** Folders, relative, that hold a git repository of their own; their files are in the tree, their `.git` is not. */
  readonly nestedRepositories: readonly string[];
}

/** Every spelling that some file system takes for `.git`: case, `git~1`, trailing dots and spaces, ignorable code points (as git's own checks). */
export function spellsDotGit(name: string): boolean {
  const plain = name
    .replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, '')
    .replace(/[. ]+$/, '')
    .toLowerCase();
  return plain === '.git' || plain === 'git~1' || name.toLowerCase().startsWith('.git:');
}

interface Walked {
  readonly nested: readonly string[];
}

/** Looks for repositories below the top folder. A folder's own files are read only by name and kind. */
async function walk(files: Files, root: string): Promise<Walked> {
  const nested: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    const entries = await files.list(join(root, folder));
    if (folder !== '' && entries.some((entry) => spellsDotGit(entry.name))) nested.push(folder);
    for (const entry of entries) {
      if (entry.kind === 'folder' && !spellsDotGit(entry.name)) await visit(folder === '' ? entry.name : `${folder}/${entry.name}`);
    }
  };
  await visit('');
  const rootSpellings = (await files.list(root)).some((entry) => entry.name !== '.git' && spellsDotGit(entry.name));
  return { nested: rootSpellings ? ['.', ...nested] : nested };
}

async function sizeBelow(files: Files, folder: string): Promise<number> {
  let size = 0;
  for (const entry of await files.list(folder)) {
    const path = join(folder, entry.name);
    size += entry.kind === 'folder' ? await sizeBelow(files, path) : ((await files.status(path))?.size ?? 0);
  }
  return size;
}

async function filesBelow(files: Files, root: string, folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of await files.list(join(root, folder))) {
    const path = `${folder}/${entry.name}`;
    if (spellsDotGit(entry.name)) continue;
    if (entry.kind === 'folder') found.push(...(await filesBelow(files, root, path)));
    else if (entry.kind === 'file') found.push(path);
  }
  return found;
}

/**
 * The tree of a folder that an agent wrote, made by `git` (a repository of ours, never the folder's own) with an index kept in
 * `indexFile`. New objects go into `quarantine`, which borrows from `objectFolders`; nothing of them is anybody's yet.
 * Files that the folder's ignore rules name are left out.
 */
export async function snapshotFolder(
  files: Files,
  git: Git,
  folder: string,
  indexFile: string,
  quarantine: string,
  objectFolders: readonly string[],
): Promise<FolderSnapshot> {
  const options = {
    workTree: folder,
    indexFile,
    objectDirectory: quarantine,
    alternateObjectDirectories: objectFolders,
  };
  await files.makeFolder(quarantine);
  const { nested } = await walk(files, folder);
  const own = nested.filter((path) => path !== '.');
  const ignored =
    own.length === 0
      ? []
      : zeroSeparated((await git.ask(['check-ignore', '-z', '--stdin', '--no-index'], { ...options, input: own.join('\0'), answers: [1] })).stdout);
  const nestedRepositories = nested.filter((path) => !ignored.includes(path));
  const outermost = own.filter((path) => !ignored.includes(path) && !own.some((other) => path.startsWith(`${other}/`)));
  await git.ask(['add', '--all', '--', '.', ...outermost.map((path) => `:(exclude,literal,top)${path}`)], options);
  for (const path of outermost) await addByHand(files, git, folder, path, options);
  const tree = await git.text(['write-tree'], options);
  return { tree, newBytes: await sizeBelow(files, quarantine), nestedRepositories };
}

/** git refuses to add the files of a nested repository; each is hashed and put into the index by itself. */
async function addByHand(files: Files, git: Git, root: string, folder: string, options: { readonly workTree: string }): Promise<void> {
  const paths = (await filesBelow(files, root, folder)).filter((path) => !path.includes('\n'));
  if (paths.length === 0) return;
  const ids = (await git.text(['hash-object', '-w', '--no-filters', '--stdin-paths'], { ...options, input: `${paths.join('\n')}\n` })).split('\n');
  const lines = paths.map((path, at) => `100644 ${ids[at] ?? ''}\t${path}`);
  await git.ask(['update-index', '--add', '-z', '--index-info'], { ...options, input: lines.map((line) => `${line}\0`).join('') });
}

/** Moves quarantined objects into a repository's store: packs before their index, so that no reader sees one without the other. */
export async function releaseQuarantine(files: Files, quarantine: string, objectsFolder: string): Promise<void> {
  const moves: string[] = [];
  for (const entry of await files.list(quarantine)) {
    if (entry.kind !== 'folder' || entry.name === 'info') continue;
    for (const file of await files.list(join(quarantine, entry.name))) moves.push(`${entry.name}/${file.name}`);
  }
  moves.sort((a, b) => Number(a.endsWith('.idx')) - Number(b.endsWith('.idx')));
  const isPack = (path: string) => path.startsWith('pack/');
  const move = async (path: string): Promise<void> => {
    const to = join(objectsFolder, path);
    if ((await files.status(to)) !== undefined) return;
    await files.writeSynced(to, await files.read(join(quarantine, path)), 0o444);
  };
  await Promise.all(moves.filter((path) => !isPack(path)).map(move));
  for (const path of moves.filter(isPack)) await move(path);
  await files.removeTree(quarantine);
}
