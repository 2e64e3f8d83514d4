import type { Running } from '../simProcesses.js';
import { SimRepository } from './simRepository.js';
import { Fatal } from './store.js';

/** One git command at work. */
export interface GitCall {
  readonly running: Running;
  readonly repository: SimRepository;
  /** Throws Fatal where none was named. */
  readonly workTree: string;
  /** What follows the command's name. */
  readonly args: readonly string[];
}

export type GitCommand = (call: GitCall) => Promise<number>;

/** What stands before the command: settings and places. */
export interface GitLine {
  readonly gitDir: string | undefined;
  readonly workTree: string | undefined;
  readonly command: string;
  readonly args: readonly string[];
}

export function parseLine(args: readonly string[]): GitLine {
  let [gitDir, workTree, at]: [string | undefined, string | undefined, number] = [undefined, undefined, 0];
  for (; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (word === '-c') at += 1;
    else if (word.startsWith('--git-dir=')) gitDir = word.slice('--git-dir='.length);
    else if (word.startsWith('--work-tree=')) workTree = word.slice('--work-tree='.length);
    else break;
  }
  return { gitDir, workTree, command: args[at] ?? '', args: args.slice(at + 1) };
}

/** The repository that a folder is in, by the `.git` above it. */
export function discover({ machine: { disk } }: Running, folder: string): { readonly gitDir: string; readonly top: string } {
  for (let top = folder; top !== ''; top = top.slice(0, top.lastIndexOf('/'))) {
    const dotGit = disk.find(`${top}/.git`);
    if (dotGit?.kind === 'folder') return { gitDir: `${top}/.git`, top };
    const pointer = /^gitdir: (.*)$/m.exec(disk.text(`${top}/.git`) ?? '')?.[1];
    if (pointer !== undefined) return { gitDir: pointer, top };
  }
  throw new Fatal('fatal: not a git repository (or any of the parent directories): .git');
}

export function openCall(running: Running, line: GitLine): GitCall {
  const { env, cwd } = running.command;
  const found = line.gitDir === undefined ? discover(running, cwd) : undefined;
  const repository = new SimRepository(running.machine.disk, {
    gitDir: line.gitDir ?? found?.gitDir ?? '',
    indexFile: env['GIT_INDEX_FILE'],
    objectDirectory: env['GIT_OBJECT_DIRECTORY'],
    alternates: env['GIT_ALTERNATE_OBJECT_DIRECTORIES']?.split(':'),
  });
  const workTree = line.workTree ?? found?.top;
  return {
    running,
    repository,
    get workTree() {
      if (workTree === undefined) throw new Fatal('fatal: this operation must be run in a work tree');
      return workTree;
    },
    args: line.args,
  };
}

/** A settings file's entries, by `section.key` in lower case. */
export function settingsIn(text: string): readonly (readonly [string, string])[] {
  let section = '';
  return text.split('\n').flatMap((raw) => {
    const line = raw.trim();
    const [, name, inner] = /^\[([\w.-]+)(?: "(.*)")?\]$/.exec(line) ?? [];
    if (name !== undefined) section = inner === undefined ? name.toLowerCase() : `${name.toLowerCase()}.${inner}`;
    const [, key, value] = /^([\w-]+)\s*=\s*(.*)$/.exec(line) ?? [];
    return key === undefined ? [] : [[`${section}.${key.toLowerCase()}`, value ?? ''] as const];
  });
}
