import { join } from 'node:path';
import type { Ports } from '../platform/ports.js';
import type { Holder } from './checkouts.js';
import { worktreesOf } from './checkouts.js';
import type { TreeDifference } from './diff.js';
import { listedPaths, lockedWords, parentsOf, presentLocks } from './fastForward.js';
import { Git, zeroSeparated } from './git.js';
import { gitPrograms } from './gitPrograms.js';
import { encodeObject, objectId } from './objects.js';
import type { Repository } from './repository.js';

type DiskState = 'old' | 'new' | 'absent' | 'half-new' | 'half-old' | 'folder' | 'foreign';
type IndexState = 'old' | 'new' | 'foreign';

interface PathState {
  readonly one: TreeDifference;
  readonly disk: DiskState;
  readonly index: IndexState;
}

/** Either all is as it was but for the paths in `kept`, which are the engineer's; or nothing could be undone yet. */
export type Undone = { readonly kept: readonly string[] } | { readonly waits: string };

const absent = '000000';

/** The bytes git would write into the checkout for a blob, with the engineer's filters and line endings. */
async function checkedOutBytes(git: Git, holder: Holder, path: string, id: string): Promise<Buffer> {
  return git.bytes(['cat-file', '--filters', `--path=${path}`, id], { workTree: holder.path });
}

/** A write that is cut short ends with a page of memory, or before the first. */
const page = 4096;

/** Whether an undo that was killed may have left this of what it brought back. */
function isCutShort(bytes: Buffer, whole: Buffer): boolean {
  return bytes.length < whole.length && bytes.length % page === 0 && whole.subarray(0, bytes.length).equals(bytes);
}

function isFile(mode: string): boolean {
  return mode.startsWith('100');
}

async function diskState(ports: Ports, repository: Repository, git: Git, holder: Holder, one: TreeDifference): Promise<DiskState> {
  const full = join(holder.path, one.path);
  const status = await ports.files.status(full);
  if (status === undefined) return 'absent';
  if (status.kind === 'folder') return 'folder';
  if (status.kind === 'link') {
    const id = objectId(repository.format, encodeObject('blob', Buffer.from(await ports.files.readLink(full))));
    if (one.oldMode === '120000' && one.oldId === id) return 'old';
    return one.newMode === '120000' && one.newId === id ? 'new' : 'foreign';
  }
  if (status.kind !== 'file') return 'foreign';
  // Only the mode changes: the bytes say nothing, the executable bit does.
  const executable = (status.mode & 0o100) !== 0;
  const bytes = await ports.files.read(full);
  const raw = objectId(repository.format, encodeObject('blob', bytes));
  if (one.oldId === one.newId && one.oldId === raw) return executable === (one.oldMode === '100755') ? 'old' : 'new';
  if (isFile(one.oldMode) && one.oldId === raw) return 'old';
  if (isFile(one.newMode) && one.newId === raw) return 'new';
  const old = isFile(one.oldMode) ? await checkedOutBytes(git, holder, one.path, one.oldId) : undefined;
  if (old?.equals(bytes) === true) return 'old';
  const wanted = isFile(one.newMode) ? await checkedOutBytes(git, holder, one.path, one.newId) : undefined;
  if (wanted?.equals(bytes) === true) return 'new';
  if (wanted?.subarray(0, bytes.length).equals(bytes) === true) return 'half-new';
  return old !== undefined && isCutShort(bytes, old) ? 'half-old' : 'foreign';
}

/** The index entries by path, as `<mode> <id>`; more than one stage is a conflict, and nobody's to undo. */
async function indexEntries(git: Git, holder: Holder): Promise<ReadonlyMap<string, string>> {
  const entries = new Map<string, string>();
  for (const field of zeroSeparated(await git.bytes(['ls-files', '--stage', '-z'], { workTree: holder.path }))) {
    const tab = field.indexOf('\t');
    const [mode = '', id = '', stage = ''] = field.slice(0, tab).split(' ');
    entries.set(field.slice(tab + 1), stage === '0' ? `${mode} ${id}` : 'conflict');
  }
  return entries;
}

function indexState(entry: string | undefined, one: TreeDifference): IndexState {
  const side = (mode: string, id: string) => (mode === absent ? undefined : `${mode} ${id}`);
  if (entry === side(one.oldMode, one.oldId)) return 'old';
  return entry === side(one.newMode, one.newId) ? 'new' : 'foreign';
}

function isOurs({ disk, index, one }: PathState): boolean {
  if (index === 'foreign' || disk === 'foreign') return false;
  if (index === 'new') return true;
  return one.oldMode === absent ? disk === 'new' || disk === 'half-new' : disk !== 'old';
}

/**
 * Removes locks that a killed git of ours left. Should a git be at work in one of the repository's checkouts they may be its own: they
 * stay, and the words for the engineer are returned.
 */
export async function removeAbandonedLocks(ports: Ports, repository: Repository, holder: Holder | undefined, branch: string): Promise<string | undefined> {
  const locks = await presentLocks(ports, repository, holder, branch);
  if (locks.length === 0) return undefined;
  const places = [repository.commonDir, ...(await worktreesOf(ports.files, repository.git)).map((one) => one.path)];
  for (const place of places) {
    if (await ports.processes.isAnyIn(gitPrograms, place)) return lockedWords(locks, place);
  }
  for (const lock of locks) await ports.files.remove(lock);
  return undefined;
}

/** Whether git could write this path without going over something that is not a folder on the way. */
async function wayIsFree(ports: Ports, root: string, path: string): Promise<boolean> {
  for (const parent of parentsOf(path)) {
    const above = await ports.files.status(join(root, parent));
    if (above === undefined) return true;
    if (above.kind !== 'folder') return false;
  }
  return (await ports.files.status(join(root, path)))?.kind !== 'folder';
}

/**
 * Takes back a fast-forward that was killed before it moved the branch, or an undo of one: paths on disk that hold its old content, its new content, a
 * beginning of either, or nothing, are ours and get the old content again, in the index too. Anything else is the engineer's
 * and is left as it is. With `locked` (somebody is at work in the checkout) it only says so, if there is anything to do. Safe to repeat.
 */
export async function undoHalfWritten(
  ports: Ports,
  repository: Repository,
  holder: Holder,
  differences: readonly TreeDifference[],
  locked: string | undefined,
): Promise<Undone> {
  const git = new Git(ports.processes, holder.gitDir, 'engineer');
  const entries = await indexEntries(git, holder);
  const states: PathState[] = [];
  for (const one of differences) {
    if (one.oldMode === '160000' || one.newMode === '160000') continue;
    states.push({ one, disk: await diskState(ports, repository, git, holder, one), index: indexState(entries.get(one.path), one) });
  }
  const kept = states.filter(({ disk, index }) => disk === 'foreign' || index === 'foreign').map(({ one }) => one.path);
  const ours = states.filter(isOurs);
  if (ours.length === 0) return { kept };
  if (locked !== undefined) return { waits: locked };
  await resetIndex(git, holder, states.filter((state) => state.index === 'new').map(({ one }) => one));
  for (const { one, disk } of ours) {
    if (one.oldMode !== absent || (disk !== 'new' && disk !== 'half-new')) continue;
    await ports.files.remove(join(holder.path, one.path));
    await removeEmptyParents(ports, holder.path, one.path);
  }
  const restored: string[] = [];
  for (const { one, disk } of ours) {
    if (one.oldMode === absent || disk === 'old') continue;
    if (disk === 'folder') await removeMadeFolders(ports, holder.path, one.path, differences);
    // `checkout-index --force` would remove what stands in the way, and that is the engineer's.
    if (await wayIsFree(ports, holder.path, one.path)) restored.push(one.path);
    else kept.push(one.path);
  }
  if (restored.length > 0) {
    const input = restored.map((path) => `${path}\0`).join('');
    const result = await git.ask(['checkout-index', '--force', '-z', '--stdin'], { workTree: holder.path, input, answers: [1, 128] });
    // A filter of the engineer's that fails, a full disk: to be gone on with when that is mended.
    if (result.exitCode !== 0) {
      return { waits: `git cannot bring back ${listedPaths(restored)} in ${holder.path}: ${result.stderr.toString('utf8').trim().replace(/\s+/g, ' ')}` };
    }
  }
  await git.ask(['update-index', '-q', '--refresh'], { workTree: holder.path, answers: [1] });
  return { kept };
}

async function resetIndex(git: Git, holder: Holder, differences: readonly TreeDifference[]): Promise<void> {
  const zero = '0'.repeat(differences[0]?.oldId.length ?? 40);
  const line = (one: TreeDifference) => (one.oldMode === absent ? `0 ${zero}\t${one.path}\0` : `${one.oldMode} ${one.oldId}\t${one.path}\0`);
  // Removals first: a file cannot come back while the index holds a path below its name.
  const ordered = [...differences].sort((a, b) => Number(b.oldMode === absent) - Number(a.oldMode === absent));
  if (ordered.length > 0) await git.ask(['update-index', '-z', '--index-info'], { workTree: holder.path, input: ordered.map(line).join('') });
}

/** Folders that git made where the file `path` was, to put new files into, and came no further. */
async function removeMadeFolders(ports: Ports, root: string, path: string, differences: readonly TreeDifference[]): Promise<void> {
  const folders = new Set(differences.filter((one) => one.oldMode === absent).flatMap((one) => parentsOf(one.path)));
  const made = [...folders].filter((folder) => `${folder}/`.startsWith(`${path}/`));
  // The innermost first.
  for (const folder of made.sort().reverse()) await ports.files.removeEmptyFolder(join(root, folder));
}

/** Folders that only the undone files were in go with them. */
async function removeEmptyParents(ports: Ports, root: string, path: string): Promise<void> {
  const names = path.split('/').slice(0, -1);
  for (; names.length > 0; names.pop()) {
    if (!(await ports.files.removeEmptyFolder(join(root, ...names)))) return;
  }
}
