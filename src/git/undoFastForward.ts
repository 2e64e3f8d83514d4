import { join } from 'node:path';
import type { Ports } from '../platform/ports.js';
import type { Holder } from './checkouts.js';
import type { TreeDifference } from './diff.js';
import { Git } from './git.js';
import { encodeObject, objectId } from './objects.js';
import type { Repository } from './repository.js';

type DiskState = 'old' | 'new' | 'absent' | 'half-new' | 'foreign';

interface Side {
  readonly mode: string;
  readonly id: string;
}

/** The bytes git would write into the checkout for a blob, with the engineer's filters and line endings. */
async function checkedOutBytes(git: Git, holder: Holder, path: string, id: string): Promise<Buffer> {
  return git.bytes(['cat-file', '--filters', `--path=${path}`, id], { workTree: holder.path });
}

async function diskState(ports: Ports, repository: Repository, git: Git, holder: Holder, one: TreeDifference): Promise<DiskState> {
  const full = join(holder.path, one.path);
  const status = await ports.files.status(full);
  if (status === undefined) return 'absent';
  const sides: readonly (readonly ['old' | 'new', Side])[] = [
    ['old', { mode: one.oldMode, id: one.oldId }],
    ['new', { mode: one.newMode, id: one.newId }],
  ];
  if (status.kind === 'link') {
    const id = objectId(repository.format, encodeObject('blob', Buffer.from(await ports.files.readLink(full))));
    return sides.find(([, side]) => side.mode === '120000' && side.id === id)?.[0] ?? 'foreign';
  }
  if (status.kind !== 'file') return 'foreign';
  const bytes = await ports.files.read(full);
  const raw = objectId(repository.format, encodeObject('blob', bytes));
  for (const [name, side] of sides) {
    if (!side.mode.startsWith('100')) continue;
    if (side.id === raw || bytes.equals(await checkedOutBytes(git, holder, one.path, side.id))) return name;
  }
  if (!one.newMode.startsWith('100')) return 'foreign';
  const wanted = await checkedOutBytes(git, holder, one.path, one.newId);
  return wanted.subarray(0, bytes.length).equals(bytes) ? 'half-new' : 'foreign';
}

/** An `index.lock` that a killed git of ours left: nobody works in this checkout now, or the engineer would be told to wait. */
async function removeAbandonedLock(ports: Ports, holder: Holder): Promise<void> {
  if (await ports.processes.isAnyIn('git', holder.path)) return;
  await ports.files.remove(join(holder.gitDir, 'index.lock'));
}

/**
 * Takes back a fast-forward that was killed before it moved the branch: paths on disk that hold its old content, its new content, a
 * beginning of the new content, or nothing, are ours and get the old content again, in the index too. Anything else is the engineer's
 * and is left as it is. Returns the paths left alone. Safe to repeat.
 */
export async function undoHalfWritten(ports: Ports, repository: Repository, holder: Holder, differences: readonly TreeDifference[]): Promise<readonly string[]> {
  const git = new Git(ports.processes, holder.gitDir, 'engineer');
  await removeAbandonedLock(ports, holder);
  const states = new Map<TreeDifference, DiskState>();
  for (const one of differences) states.set(one, await diskState(ports, repository, git, holder, one));
  const zero = '0'.repeat(differences[0]?.oldId.length ?? 40);
  const lines = differences.map((one) =>
    one.oldMode === '000000' ? `0 ${zero}\t${one.path}\0` : `${one.oldMode} ${one.oldId}\t${one.path}\0`,
  );
  await git.ask(['update-index', '-z', '--index-info'], { workTree: holder.path, input: lines.join('') });
  for (const one of differences) {
    const state = states.get(one);
    if (one.oldMode === '000000' && (state === 'new' || state === 'half-new')) {
      await ports.files.remove(join(holder.path, one.path));
      await removeEmptyParents(ports, holder.path, one.path);
    }
  }
  const restored = differences.filter((one) => {
    const state = states.get(one);
    return one.oldMode !== '000000' && one.oldMode !== '160000' && state !== 'foreign' && state !== 'old';
  });
  if (restored.length > 0) {
    const input = restored.map((one) => `${one.path}\0`).join('');
    await git.ask(['checkout-index', '--force', '-z', '--stdin'], { workTree: holder.path, input });
  }
  await git.ask(['update-index', '-q', '--refresh'], { workTree: holder.path, answers: [1] });
  return differences.filter((one) => states.get(one) === 'foreign').map((one) => one.path);
}

/** Folders that only the undone files were in go with them. */
async function removeEmptyParents(ports: Ports, root: string, path: string): Promise<void> {
  const names = path.split('/').slice(0, -1);
  for (; names.length > 0; names.pop()) {
    if (!(await ports.files.removeEmptyFolder(join(root, ...names)))) return;
  }
}
