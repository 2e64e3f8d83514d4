import { dirname, join } from 'node:path';
import type { Files } from '../platform/files.js';
import type { Git, GitOptions } from './git.js';
import { GitError, zeroSeparated } from './git.js';

export interface FolderSnapshot {
  readonly tree: string;
  /** Bytes that the new objects take, compressed. */
  readonly newBytes: number;
  /** Folders, relative, that hold a git repository of their own; their files are in the tree, their `.git` is not. */
  readonly nestedRepositories: readonly string[];
  /** What could not be taken into the tree, in words; none when all could. */
  readonly problems: readonly string[];
}

export interface SnapshotPlace {
  /** The folder that an agent wrote. */
  readonly folder: string;
  /** The commit it was made from: what is tracked there stays tracked, also where an ignore rule names it. */
  readonly base: string;
  /** A folder that is there for this snapshot alone; index files lie in it. */
  readonly scratch: string;
  /** Where new objects go; nothing of them is anybody's yet. */
  readonly quarantine: string;
  /** Object folders that the quarantine borrows from. */
  readonly borrowed: readonly string[];
  /** Untracked paths that are not the agent's work: what the set-up made. */
  readonly leftOut: readonly string[];
  /** Whether folders that their owner may not read are opened: an agent may have taken that right, and nothing of it is at work any more. */
  readonly opens?: boolean;
}

/** What lies in a checkout that `base` does not track and no ignore rule names; a folder that is all so is one path, without its last `/`. */
export async function untrackedPaths(git: Git, folder: string, base: string, indexFile: string): Promise<readonly string[]> {
  const options = { workTree: folder, indexFile };
  await git.ask(['read-tree', base], options);
  const listing = await git.bytes(['ls-files', '--others', '--exclude-standard', '--directory', '--no-empty-directory', '-z'], options);
  return zeroSeparated(listing).map((path) => path.replace(/\/$/, ''));
}

/** Every spelling that some file system takes for `.git`: case, `git~1`, trailing dots and spaces, ignorable code points (as git's own checks). */
export function spellsDotGit(name: string): boolean {
  const plain = name
    .replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, '')
    .replace(/:.*$/s, '')
    .replace(/[. ]+$/, '')
    .toLowerCase();
  return plain === '.git' || plain === 'git~1';
}

/** Files that git opens by itself in every folder; a FIFO of that name would hold it for ever. */
const readByGit = new Set(['.gitignore', '.gitattributes']);

interface Walked {
  /** Folders with an entry that spells `.git`, each with those entries' names; the top folder is ''. */
  readonly nested: Map<string, readonly string[]>;
  /** Devices, FIFOs and sockets that git would try to read. */
  readonly traps: string[];
  readonly problems: string[];
}

function below(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** Looks for repositories below the top folder. A folder's own files are read only by name and kind. */
async function walk(files: Files, root: string, opens: boolean): Promise<Walked> {
  const walked: Walked = { nested: new Map(), traps: [], problems: [] };
  const visit = async (folder: string): Promise<void> => {
    let entries: Awaited<ReturnType<Files['list']>>;
    try {
      if (opens) await files.letOwnerIn(join(root, folder));
      entries = await files.list(join(root, folder));
    } catch (error) {
      walked.problems.push(`${folder} could not be read: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    const inner: Promise<void>[] = [];
    const spelled: string[] = [];
    for (const { name, kind } of entries) {
      if (spellsDotGit(name) && !(folder === '' && name === '.git')) spelled.push(name);
      else if (kind === 'folder' && name !== '.git') inner.push(visit(below(folder, name)));
      else if (kind === 'other' && readByGit.has(name)) walked.traps.push(below(folder, name));
    }
    if (spelled.length > 0) walked.nested.set(folder, spelled);
    await Promise.all(inner);
  };
  await visit('');
  return walked;
}

async function sizeBelow(files: Files, folder: string): Promise<number> {
  const entries = await files.list(folder);
  const sizes = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    return entry.kind === 'folder' ? sizeBelow(files, path) : ((await files.status(path))?.size ?? 0);
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/**
 * The tree of a folder that an agent wrote, made by `git` (a repository of ours, never the folder's own). Files that the folder's
 * ignore rules name are left out, unless the base tracks them. What is wrong with the folder never makes it fail: work that cannot be
 * handed in is to be kept all the same.
 */
export async function snapshotFolder(files: Files, git: Git, place: SnapshotPlace): Promise<FolderSnapshot> {
  const { folder, base, scratch, quarantine, borrowed } = place;
  await Promise.all([files.makeFolder(quarantine), files.makeFolder(scratch)]);
  const options = { workTree: folder, indexFile: join(scratch, 'index'), objectDirectory: quarantine, alternateObjectDirectories: borrowed };
  const { nested, traps, problems } = await walk(files, folder, place.opens === true);
  for (const path of traps) {
    await files.remove(join(folder, path));
    problems.push(`${path} was no file; it has been removed.`);
  }
  const [submodules] = await Promise.all([submodulePaths(git, base, options), git.ask(['read-tree', base], options)]);
  const unignored = await withoutIgnored(git, [...nested.keys()], options);
  const notTheAgents = [...submodules, ...place.leftOut];
  const repositories = unignored.filter((path) => !notTheAgents.some((other) => path === other || path.startsWith(`${other}/`)));
  const outermost = repositories.filter((path) => path !== '' && !repositories.some((other) => other !== '' && path.startsWith(`${other}/`)));
  const excluded = [...(nested.get('') ?? []), ...outermost, ...notTheAgents];
  problems.push(...(await addAll(git, excluded, options)));
  for (const path of outermost) problems.push(...(await addNested(git, place, path, nested, options)));
  const tree = await git.text(['write-tree'], options);
  return { tree, newBytes: await sizeBelow(files, quarantine), nestedRepositories: repositories.map((path) => (path === '' ? '.' : path)), problems };
}

/** Paths that the base says are another repository's commit. They stay as they are: what lies in them is not the agent's to change. */
async function submodulePaths(git: Git, base: string, options: GitOptions): Promise<readonly string[]> {
  const entries = zeroSeparated(await git.bytes(['ls-tree', '-r', '-z', '--full-tree', base], options));
  return entries.filter((entry) => entry.startsWith('160000 ')).map((entry) => entry.slice(entry.indexOf('\t') + 1));
}

async function withoutIgnored(git: Git, folders: readonly string[], options: GitOptions): Promise<readonly string[]> {
  const asked = folders.filter((path) => path !== '');
  if (asked.length === 0) return folders;
  const answer = await git.ask(['check-ignore', '-z', '--stdin', '--no-index'], { ...options, input: asked.map((path) => `${path}\0`).join(''), answers: [1, 128] });
  const ignored = new Set(zeroSeparated(answer.stdout));
  return folders.filter((path) => !ignored.has(path));
}

/** Puts all of a folder into the index but the excluded paths. Returns what git could not add. */
async function addAll(git: Git, excluded: readonly string[], options: GitOptions): Promise<readonly string[]> {
  const paths = ['.', ...excluded.map((path) => `:(exclude,literal,top)${path}`)].map((path) => `${path}\0`).join('');
  const args = ['--all', '--pathspec-from-file=-', '--pathspec-file-nul'];
  const first = await git.ask(['add', ...args], { ...options, input: paths, answers: [1, 128] });
  if (first.exitCode === 0) return [];
  // git gives up at the first path that it does not take; asked to go on, it takes all the others.
  const second = await git.ask(['add', '--ignore-errors', ...args], { ...options, input: paths, answers: [1, 128] });
  const words = second.stderr.toString('utf8').trim();
  if (second.exitCode === 128) throw new GitError(['add'], 128, words);
  return words.split('\n').filter((line) => line.startsWith('error:')).map((line) => `git could not take a file: ${line.slice('error:'.length).trim()}`);
}

/**
 * git takes a nested repository for one entry, or aborts at its odd spelling. As the top of a work tree of its own it is a folder like any
 * other: it gets an index of its own, and its tree is bound into the big one.
 */
async function addNested(git: Git, place: SnapshotPlace, path: string, nested: ReadonlyMap<string, readonly string[]>, options: GitOptions): Promise<readonly string[]> {
  const own = { ...options, workTree: join(place.folder, path), indexFile: join(place.scratch, 'nested-index') };
  await git.ask(['read-tree', '--empty'], own);
  const inside = [...nested.keys()].filter((other) => other.startsWith(`${path}/`));
  const outermost = inside.filter((one) => !inside.some((other) => one.startsWith(`${other}/`)));
  const spelled = (nested.get(path) ?? []).filter((name) => name !== '.git');
  const problems = [...(await addAll(git, [...spelled, ...outermost.map((one) => one.slice(path.length + 1))], own))];
  const tree = await git.text(['write-tree'], own);
  await git.ask(['rm', '-r', '-q', '-f', '--cached', '--ignore-unmatch', '--pathspec-from-file=-', '--pathspec-file-nul'], { ...options, input: `:(literal,top)${path}\0` });
  if ((await git.bytes(['ls-tree', '-z', tree], options)).length > 0) await git.ask(['read-tree', `--prefix=${path}/`, tree], options);
  for (const one of outermost) problems.push(...(await addNested(git, place, one, nested, options)));
  return problems;
}

const parallelMoves = 16;

/** Objects by their names, and packs; a file of any other name is what a killed git left. */
function isObjectFile(path: string): boolean {
  return /^[0-9a-f]{2}\/[0-9a-f]{38,62}$/.test(path) || /^pack\/pack-[0-9a-f]+\.\w+$/.test(path);
}

/** Moves quarantined objects into a repository's store: packs before their index, so that no reader sees one without the other. */
export async function releaseQuarantine(files: Files, quarantine: string, objectsFolder: string): Promise<void> {
  const moves: string[] = [];
  for (const entry of await files.list(quarantine)) {
    if (entry.kind !== 'folder') continue;
    for (const file of await files.list(join(quarantine, entry.name))) moves.push(`${entry.name}/${file.name}`);
  }
  const isPack = (path: string) => path.startsWith('pack/');
  const objects = moves.filter((path) => isObjectFile(path) && !isPack(path));
  const worker = async (): Promise<void> => {
    for (let path = objects.pop(); path !== undefined; path = objects.pop()) await moveObject(files, join(quarantine, path), join(objectsFolder, path));
  };
  await Promise.all(Array.from({ length: parallelMoves }, worker));
  const packs = moves.filter((path) => isObjectFile(path) && isPack(path));
  packs.sort((a, b) => Number(a.endsWith('.idx')) - Number(b.endsWith('.idx')));
  for (const path of packs) await moveObject(files, join(quarantine, path), join(objectsFolder, path));
  await files.removeTree(quarantine);
}

/** git synced the file when it wrote it, so that a new name is enough; only another file system needs a copy. */
async function moveObject(files: Files, from: string, to: string): Promise<void> {
  if ((await files.status(to)) !== undefined) return;
  await files.makeFolder(dirname(to));
  try {
    await files.rename(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
    await files.writeSynced(to, await files.read(from), 0o444);
  }
}
