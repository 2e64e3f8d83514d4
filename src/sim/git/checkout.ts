import { posix } from 'node:path';
import type { Disk } from '../disk.js';
import type { FlatEntry, FlatTree } from './flatTree.js';
import { isSameEntry, sorted } from './flatTree.js';
import { entryOf, filesIn } from './gitIndex.js';
import type { ObjectStore } from './store.js';

/** One change of the disk, so small that a crash falls between two. */
export interface Move {
  readonly what: string;
  readonly apply: () => void;
}

/** Puts one blob into a checkout: the file is there and empty for a moment, as git has it. */
export function writeMoves(disk: Disk, store: ObjectStore, workTree: string, path: string, { mode, id }: FlatEntry): readonly Move[] {
  const full = posix.join(workTree, path);
  const body = store.expect(id, 'blob');
  const clear = (): void => {
    const there = disk.find(full);
    if (there !== undefined && there.kind !== 'folder') disk.remove(full);
  };
  if (mode === '120000') return [{ what: `link ${path}`, apply: () => {
    clear();
    disk.makeLink(full, body.toString('utf8'));
  } }];
  const permissions = mode === '100755' ? 0o755 : 0o644;
  return [
    {
      what: `open ${path}`,
      apply: () => {
        clear();
        disk.write(full, '', { mode: permissions });
      },
    },
    { what: `fill ${path}`, apply: () => disk.append(full, body) },
  ];
}

/** Removes a file, and the folders that only it was in. */
export function removeMoves(disk: Disk, workTree: string, path: string): readonly Move[] {
  const full = posix.join(workTree, path);
  return [
    {
      what: `remove ${path}`,
      apply: () => {
        const there = disk.find(full);
        if (there !== undefined && there.kind !== 'folder') disk.remove(full);
        for (let folder = posix.dirname(full); folder.length > workTree.length && disk.removeEmptyFolder(folder); folder = posix.dirname(folder));
      },
    },
  ];
}

/** From one tree's files to another's: what goes first, then what comes. */
export function checkoutMoves(disk: Disk, store: ObjectStore, workTree: string, before: FlatTree, after: FlatTree): readonly Move[] {
  const gone = sorted(before).filter(([path]) => !after.has(path));
  const changed = sorted(after).filter(([path, entry]) => !isSameEntry(before.get(path), entry));
  return [
    ...gone.flatMap(([path]) => removeMoves(disk, workTree, path)),
    ...changed.flatMap(([path, entry]) => writeMoves(disk, store, workTree, path, entry)),
  ];
}

/** One line of `git status --porcelain=v2`. */
export interface StatusLine {
  readonly path: string;
  readonly text: string;
}

/** What differs between HEAD, the index and the checkout, and what is in neither. */
export function statusLines(disk: Disk, workTree: string, head: FlatTree, index: FlatTree): readonly StatusLine[] {
  const present = filesIn(disk, workTree);
  const lines: StatusLine[] = [];
  const tracked = new Map([...head, ...index]);
  for (const [path] of sorted(tracked)) {
    const [was, staged] = [head.get(path), index.get(path)];
    const now = staged === undefined ? undefined : present.get(path);
    const x = letter(was, staged);
    const y = staged === undefined ? '.' : letter(staged, now);
    if (x === '.' && y === '.') continue;
    const zero = '0'.repeat(40);
    const modes = [was, staged, now].map((entry) => entry?.mode ?? '000000').join(' ');
    lines.push({ path, text: `1 ${x}${y} N... ${modes} ${was?.id ?? zero} ${staged?.id ?? zero} ${path}` });
  }
  const untracked = sorted(present).filter(([path]) => !index.has(path));
  return [...lines, ...untracked.map(([path]) => ({ path, text: `? ${path}` }))];
}

function letter(before: FlatEntry | undefined, after: FlatEntry | undefined): string {
  if (before === undefined) return after === undefined ? '.' : 'A';
  if (after === undefined) return 'D';
  if (before.id === after.id && before.mode === after.mode) return '.';
  return (before.mode === '120000') === (after.mode === '120000') ? 'M' : 'T';
}

/** Why a change from one tree to another would go over something of the engineer's, or undefined. */
export function conflictWith(disk: Disk, workTree: string, before: FlatTree, after: FlatTree, index: FlatTree): string | undefined {
  for (const path of new Set([...before.keys(), ...after.keys()])) {
    const [was, wanted] = [before.get(path), after.get(path)];
    if (isSameEntry(was, wanted)) continue;
    const staged = index.get(path);
    if (!isSameEntry(staged, was) && !isSameEntry(staged, wanted)) return path;
    const node = disk.find(posix.join(workTree, path));
    if (was === undefined) {
      const parts = path.split('/');
      const above = parts.slice(1).map((_, at) => parts.slice(0, at + 1).join('/'));
      if (staged === undefined && node !== undefined && (node.kind !== 'folder' || [...disk.filesBelow(posix.join(workTree, path))].some(([name]) => !before.has(`${path}/${name}`)))) return path;
      if (above.some((folder) => !before.has(folder) && isNoFolder(disk, posix.join(workTree, folder)))) return path;
      continue;
    }
    if (node === undefined) continue;
    if (node.kind === 'folder' || node.kind === 'other') return path;
    const now = entryOf(node);
    if (!isSameEntry(now, staged)) return path;
  }
  return undefined;
}

function isNoFolder(disk: Disk, path: string): boolean {
  const node = disk.find(path);
  return node !== undefined && node.kind !== 'folder';
}
