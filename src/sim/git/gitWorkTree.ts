import { posix } from 'node:path';
import type { TreeMode } from '../../git/objects.js';
import { encodeCommit, sanctumPerson } from '../../git/objects.js';
import { checkoutMoves, conflictWith, statusLines, writeMoves } from './checkout.js';
import type { FlatEntry, FlatTree } from './flatTree.js';
import { flatTree, isSameEntry, sorted, writeTree } from './flatTree.js';
import type { GitCall } from './gitCall.js';
import { entryOf, filesIn, indexText, readIndex } from './gitIndex.js';
import { moveRef } from './gitRefs.js';
import { Fatal } from './store.js';

function indexOf({ repository }: GitCall): Map<string, FlatEntry> {
  return readIndex(repository.disk, repository.indexFile);
}

async function lockIndex({ running, repository }: GitCall): Promise<void> {
  const lock = `${repository.indexFile}.lock`;
  await running.step('git: lock index', lock, () => {
    if (repository.disk.find(lock) !== undefined) throw new Fatal(`fatal: Unable to create '${lock}': File exists.`);
    repository.disk.write(lock, '', { synced: true });
  });
}

/** Writes a locked index and gives it its name. */
async function commitIndex({ running, repository }: GitCall, entries: FlatTree): Promise<void> {
  const lock = `${repository.indexFile}.lock`;
  await running.step('git: write index', lock, () => repository.disk.write(lock, indexText(new Map(sorted(entries))), { synced: true }));
  await running.step('git: rename index', lock, () => repository.disk.rename(lock, repository.indexFile));
}

function unlockIndex({ repository }: GitCall): void {
  repository.disk.remove(`${repository.indexFile}.lock`);
}

function treeFiles({ repository }: GitCall, name: string): FlatTree {
  const { store } = repository;
  return flatTree(store, store.treeOf(repository.expect(name)));
}

function headFiles(call: GitCall): FlatTree {
  return call.repository.ref('HEAD') === undefined ? new Map() : treeFiles(call, 'HEAD');
}

export async function readTree(call: GitCall): Promise<number> {
  const { running, repository, args } = call;
  const name = args.find((arg) => !arg.startsWith('-'));
  const after = name === undefined ? new Map<string, FlatEntry>() : treeFiles(call, name);
  await lockIndex(call);
  if (args.includes('-u')) {
    // What is there may differ from the index: each file is looked at.
    const { disk, store } = repository;
    const tracked = indexOf(call);
    const present = new Map([...filesIn(disk, call.workTree)].filter(([path]) => tracked.has(path) || after.has(path)));
    for (const { what, apply } of checkoutMoves(disk, store, call.workTree, present, after)) await running.step('git: check out', what, apply);
  }
  await commitIndex(call, after);
  return 0;
}

export async function writeTreeCommand(call: GitCall): Promise<number> {
  const tree = await call.running.step('git: write objects', 'write-tree', () => writeTree(call.repository.store, indexOf(call)));
  call.running.print(`${tree}\n`);
  return 0;
}

/** `add --all`: what lies in the checkout, but for what is excluded. */
export async function add(call: GitCall): Promise<number> {
  const { running, repository, args } = call;
  const { disk, store } = repository;
  const words = args.includes('--pathspec-from-file=-') ? (await running.input.all()).toString('utf8').split('\0') : [];
  const excluded = words.flatMap((word) => /^:\(exclude,literal,top\)(.*)$/.exec(word)?.[1] ?? []);
  const named = args.filter((arg) => !arg.startsWith('-'));
  const isMeant = (path: string): boolean =>
    !excluded.some((other) => path === other || path.startsWith(`${other}/`)) && (named.length === 0 || named.some((one) => one === '.' || path === one || path.startsWith(`${one}/`)));
  await lockIndex(call);
  const entries = indexOf(call);
  const present = filesIn(disk, call.workTree);
  for (const path of [...entries.keys()]) if (isMeant(path) && !present.has(path)) entries.delete(path);
  for (const [path, entry] of present) {
    if (!isMeant(path) || isSameEntry(entries.get(path), entry)) continue;
    await running.step('git: write objects', path, () => {
      const node = disk.find(posix.join(call.workTree, path));
      if (node?.kind !== 'file' && node?.kind !== 'link') return;
      store.write('blob', node.kind === 'file' ? node.data : Buffer.from(node.target));
      entries.set(path, entryOf(node));
    });
  }
  await commitIndex(call, entries);
  return 0;
}

export async function lsFiles(call: GitCall): Promise<number> {
  const { running, repository, args } = call;
  const index = indexOf(call);
  const paths = sorted(index);
  if (args.includes('--others')) running.print([...filesIn(repository.disk, call.workTree).keys()].filter((path) => !index.has(path)).map((path) => `${path}\0`).join(''));
  else if (args.includes('--stage')) running.print(paths.map(([path, { mode, id }]) => `${mode} ${id} 0\t${path}\0`).join(''));
  else running.print(paths.map(([path]) => (args.includes('-v') ? `H ${path}\0` : `${path}\0`)).join(''));
  return 0;
}

export async function status(call: GitCall): Promise<number> {
  const { running, repository, args } = call;
  const paths = args.includes('--') ? args.slice(args.indexOf('--') + 1) : [];
  const lines = statusLines(repository.disk, call.workTree, headFiles(call), indexOf(call));
  const meant = lines.filter(({ path }) => paths.length === 0 || paths.some((one) => path === one || path.startsWith(`${one}/`)));
  running.print(meant.map(({ text }) => `${text}\0`).join(''));
  return 0;
}

/** `merge --ff-only`: the checkout is written first, then the index, then the branch; a crash may fall between any two. */
export async function mergeFastForward(call: GitCall): Promise<number> {
  const { running, repository, args } = call;
  const { disk, store } = repository;
  const target = repository.expect(args.at(-1) ?? '');
  const head = repository.ref('HEAD');
  const branch = repository.headBranch();
  if (head === undefined) throw new Fatal('fatal: no HEAD');
  if (disk.find(`${repository.gitDir}/MERGE_HEAD`) !== undefined) throw new Fatal('fatal: You have not concluded your merge (MERGE_HEAD exists).');
  if (repository.isAncestor(target, head)) return 0;
  if (!repository.isAncestor(head, target)) throw new Fatal('fatal: Not possible to fast-forward, aborting.');
  await lockIndex(call);
  const [after, index] = [treeFiles(call, target), indexOf(call)];
  // What the index has as it is to be already is left alone, in the checkout too.
  const before = new Map([...treeFiles(call, head)].filter(([path]) => after.has(path) || index.has(path)));
  for (const [path, entry] of after) if (isSameEntry(index.get(path), entry)) before.set(path, entry);
  const conflict = conflictWith(disk, call.workTree, before, after, index);
  if (conflict !== undefined) {
    unlockIndex(call);
    throw new Fatal(`error: Your local changes to the following files would be overwritten by merge:\n\t${conflict}\nAborting`, 1);
  }
  await running.step('git: note head', 'ORIG_HEAD', () => disk.write(`${repository.gitDir}/ORIG_HEAD`, `${head}\n`));
  for (const { what, apply } of checkoutMoves(disk, store, call.workTree, before, after)) await running.step('git: check out', what, apply);
  const staged = new Map(index);
  for (const path of before.keys()) if (!after.has(path)) staged.delete(path);
  for (const [path, entry] of after) if (!isSameEntry(before.get(path), entry)) staged.set(path, entry);
  await commitIndex(call, staged);
  await moveRef(call, branch ?? 'HEAD', target, head);
  return 0;
}

/** `commit`: the index as it is becomes a commit on HEAD's branch. */
export async function commit(call: GitCall): Promise<number> {
  const { running, repository, args } = call;
  const message = args[args.indexOf('--message') + 1] ?? '';
  const { store } = repository;
  await lockIndex(call);
  const head = repository.ref('HEAD');
  const entries = indexOf(call);
  const tree = await running.step('git: write objects', 'trees', () => writeTree(store, entries));
  const id = await running.step('git: write objects', 'commit', () =>
    store.write('commit', encodeCommit({ tree, parents: head === undefined ? [] : [head], author: engineer, committer: engineer, time: Math.floor(running.machine.wallTime() / 1000), message })),
  );
  await moveRef(call, repository.headBranch() ?? 'HEAD', id, head ?? '0'.repeat(40));
  unlockIndex(call);
  return 0;
}

const engineer = { ...sanctumPerson, name: 'Engineer', email: 'engineer@localhost' };

/** `checkout-index --force --stdin`: these paths again as the index has them. */
export async function checkoutIndex(call: GitCall): Promise<number> {
  const { running, repository } = call;
  const index = indexOf(call);
  for (const path of (await running.input.all()).toString('utf8').split('\0')) {
    const entry = index.get(path);
    if (entry === undefined) continue;
    for (const { what, apply } of writeMoves(repository.disk, repository.store, call.workTree, path, entry)) await running.step('git: check out', what, apply);
  }
  return 0;
}

/** `update-index --index-info`; a refresh has nothing to do, since nothing is remembered of files. */
export async function updateIndex(call: GitCall): Promise<number> {
  const { running, args } = call;
  if (!args.includes('--index-info')) return 0;
  const lines = (await running.input.all()).toString('utf8').split('\0');
  await lockIndex(call);
  const entries = indexOf(call);
  for (const line of lines) {
    const tab = line.indexOf('\t');
    const [mode = '', id = ''] = line.slice(0, tab).split(' ');
    if (tab < 0) continue;
    if (mode === '0') entries.delete(line.slice(tab + 1));
    else entries.set(line.slice(tab + 1), { mode: mode as TreeMode, id });
  }
  await commitIndex(call, entries);
  return 0;
}
