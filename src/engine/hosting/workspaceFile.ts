import { basename, join } from 'node:path';
import type { JSONPath, ParseError } from 'jsonc-parser';
import { applyEdits, modify, parse } from 'jsonc-parser';
import type { Files } from '../../platform/files.js';
import type { LeftWorktree } from '../hand/leftWork.js';
import type { Project } from '../project.js';

/** A `.code-workspace`: where it lies, and what it holds while nobody has added anything. */
export interface WorkspaceFile {
  readonly path: string;
  readonly content: string;
}

/** The engineer's own workspace file cannot be read; it is never overwritten. */
export class WorkspaceFileError extends Error {
  override readonly name = 'WorkspaceFileError';
}

/**
 * What VS Code is told where the engineer has said nothing. Its git opens the checkout and nothing that it comes upon by itself: neither what
 * lies around it, nor a repository that a file happens to be in, since such a `.git` can be an agent's and git runs the commands that it names.
 */
const settings: readonly (readonly [string, unknown])[] = [
  ['git.autoRepositoryDetection', 'subFolders'],
  ['git.openRepositoryInParentFolders', 'never'],
  ['git.detectWorktrees', false],
];

const formatting = { formattingOptions: { insertSpaces: true, tabSize: 2, eol: '\n', insertFinalNewline: true } };

function edited(text: string, path: JSONPath, value: unknown): string {
  return applyEdits(text, modify(text, path, value, formatting));
}

function read(path: string, text: string): Readonly<Record<string, unknown>> {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  if (errors.length > 0 || typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new WorkspaceFileError(`${path} cannot be read as a workspace file. Mend it, or move it away; then a new one is made.`);
  }
  return value as Readonly<Record<string, unknown>>;
}

/** Adds what is missing; what the engineer set, added or commented stays as they wrote it. */
function completed(path: string, text: string, checkout: string): string {
  const { folders, settings: chosen } = read(path, text);
  const there: readonly unknown[] = Array.isArray(folders) ? folders : [];
  const isThere = there.some((one) => typeof one === 'object' && one !== null && 'path' in one && one.path === checkout);
  let complete = text;
  if (!Array.isArray(folders)) complete = edited(complete, ['folders'], [{ path: checkout }]);
  else if (!isThere) complete = applyEdits(complete, modify(complete, ['folders', 0], { path: checkout }, { ...formatting, isArrayInsertion: true }));
  const own = typeof chosen === 'object' && chosen !== null ? chosen : {};
  for (const [name, value] of settings) if (!(name in own)) complete = edited(complete, ['settings', name], value);
  return complete;
}

/** The project's `.code-workspace`, in Sanctum's folder outside of the repository, with the checkout as its one folder. */
export function workspaceFile({ folder, place }: Pick<Project, 'folder' | 'place'>): WorkspaceFile {
  const path = join(folder.path, `${basename(place.topFolder)}.code-workspace`);
  return { path, content: completed(path, '{}\n', place.topFolder) };
}

/**
 * Writes the project's `.code-workspace`, or adds to the one that is there what it lacks; nothing is written when nothing does. Returns its
 * path. Throws WorkspaceFileError.
 */
export async function writeWorkspaceFile(files: Files, project: Pick<Project, 'folder' | 'place'>): Promise<string> {
  const { path, content } = workspaceFile(project);
  const present = (await files.readIfThere(path))?.toString('utf8');
  const wanted = present === undefined || present.trim() === '' ? content : completed(path, present, project.place.topFolder);
  if (wanted !== present) await files.writeSynced(path, wanted);
  return path;
}

/**
 * Writes the `.code-workspace` by which an agent's worktree is opened in a window of its own, and returns its path. VS Code's git is off in
 * that window: the folder's settings cannot turn it on, and it would run the commands that a git directory names.
 */
export async function writeWorktreeWindowFile(files: Files, { folder }: Pick<Project, 'folder'>, worktree: LeftWorktree, title: string): Promise<string> {
  const path = join(folder.path, 'windows', `${worktree.of}-${String(worktree.attempt)}.code-workspace`);
  const content = { folders: [{ path: worktree.path, name: title }], settings: { 'git.enabled': false, ...Object.fromEntries(settings), 'git.autoRepositoryDetection': false } };
  await files.write(path, `${JSON.stringify(content, undefined, 2)}\n`);
  return path;
}
