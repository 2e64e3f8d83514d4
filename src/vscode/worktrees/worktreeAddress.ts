import { join } from 'node:path';
import { spellsDotGit } from '../../git/folderSnapshot.js';

/**
 * Agents' files as VS Code is shown them: `sanctum-worktree:/<project>/<ticket>/<attempt>/<path>`. No such path exists on the disk, and that is
 * meant: VS Code's git asks about every folder of the workspace by its path alone, whatever its scheme.
 */
export const worktreeScheme = 'sanctum-worktree';

/** A worktree by the names of the folders that lead to it. */
export interface WorktreePlace {
  /** The name of the project's folder in Sanctum's own. */
  readonly project: string;
  /** The ticket, or the piece of work by name. */
  readonly of: string;
  readonly attempt: number;
}

/**
 * What an address means: the file as a folder of the workspace shows it, the file as it is now in a list of changes, or the content that it
 * had in the commit that the worktree was made from, by its object id.
 */
export type WorktreeSide = 'folder' | 'now' | { readonly base: string };

export interface WorktreeAddress {
  readonly place: WorktreePlace;
  /** Relative, with `/`; '' for the worktree itself. */
  readonly path: string;
  readonly side: WorktreeSide;
}

/** The parts of an address, as a URI has them. */
export interface AddressParts {
  readonly path: string;
  readonly query: string;
}

function printSide(side: WorktreeSide): string {
  if (side === 'folder') return '';
  return side === 'now' ? 'now' : side.base;
}

function parseSide(query: string): WorktreeSide | undefined {
  if (query === '') return 'folder';
  if (query === 'now') return 'now';
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(query) ? { base: query } : undefined;
}

export function printAddress({ place, path, side }: WorktreeAddress): AddressParts {
  const parts = ['', place.project, place.of, String(place.attempt), ...(path === '' ? [] : [path])];
  return { path: parts.join('/'), query: printSide(side) };
}

/** Undefined for what is no address of ours, or leads out of a worktree. */
export function parseAddress({ path, query }: AddressParts): WorktreeAddress | undefined {
  const [, project, of, attempt, rest = ''] = /^\/([\w.-]+-[0-9a-f]{12})\/([A-Za-z0-9][\w-]*)\/([1-9]\d{0,8})(?:\/(.*))?$/s.exec(path) ?? [];
  const side = parseSide(query);
  if (project === undefined || of === undefined || attempt === undefined || side === undefined) return undefined;
  const names = rest.split('/').filter((name) => name !== '');
  if (names.some((name) => name === '.' || name === '..' || name.includes('\0') || name.includes('\\'))) return undefined;
  return { place: { project, of, attempt: Number(attempt) }, path: names.join('/'), side };
}

/** Where the worktree lies on the disk. */
export function worktreeFolder(home: string, { project, of, attempt }: WorktreePlace): string {
  return join(home, 'projects', project, 'tickets', of, String(attempt), 'worktree');
}

/**
 * Whether a file is kept from view: a git directory, and in a folder of the workspace also `.vscode`, in which VS Code looks for settings,
 * tasks and programs to start. In a list of changes it shows as any other.
 */
export function isHidden(path: string, side: WorktreeSide): boolean {
  const names = path.split('/');
  return names.some(spellsDotGit) || (side === 'folder' && names[0]?.toLowerCase() === '.vscode');
}
