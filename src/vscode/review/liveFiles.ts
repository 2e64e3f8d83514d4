import { createHash } from 'node:crypto';
import { join, sep } from 'node:path';
import { setUpMadeIn } from '../../engine/hand/handSource.js';
import type { Project } from '../../engine/project.js';
import type { TreeEntry } from '../../git/objects.js';

/** A file of an agent's worktree that is not as it was in the commit that the worktree was made from. */
export interface LiveFile {
  readonly path: string;
  /** The blob that it was; undefined for a new file. */
  readonly before: string | undefined;
  /** Whether it is still there. */
  readonly isThere: boolean;
}

/** More are not shown: what an agent's build leaves behind is no change of its own. */
const mostFiles = 300;
const largestBytes = 8 * 1024 * 1024;

/** A ticket's attempt at work. */
export interface LiveAttempt {
  readonly ticket: string;
  readonly attempt: number;
  /** The commit that its worktree was made from. */
  readonly base: string;
}

interface Walk {
  readonly project: Project;
  readonly worktree: string;
  /** Left by the set-up. */
  readonly leftOut: ReadonlySet<string>;
  readonly found: LiveFile[];
}

/** What an agent has changed so far, read from its files alone: its `.git` may be anything, and no git is run on it. */
export async function liveFiles(project: Project, { ticket, attempt, base }: LiveAttempt): Promise<readonly LiveFile[]> {
  const worktree = project.folder.worktree(ticket, attempt);
  const leftOut = new Set(await setUpMadeIn(project, ticket, attempt, worktree));
  const walk: Walk = { project, worktree, leftOut, found: [] };
  await walkFolder(walk, await project.repository.treeOf(base), '');
  return walk.found;
}

function utf8(name: string): string {
  return Buffer.from(name, 'latin1').toString('utf8');
}

async function walkFolder(walk: Walk, tree: string | undefined, prefix: string): Promise<void> {
  const { project, worktree, leftOut, found } = walk;
  const known = new Map((tree === undefined ? [] : await project.repository.reader.tree(tree)).map((entry) => [utf8(entry.name), entry]));
  const here = new Map((await project.ports.files.list(join(worktree, prefix))).map((entry) => [entry.name, entry.kind]));
  for (const name of [...new Set([...known.keys(), ...here.keys()])].sort()) {
    const path = `${prefix}${name}`;
    if (found.length >= mostFiles) return;
    if (name.toLowerCase() === '.git' || leftOut.has(path)) continue;
    const [entry, kind] = [known.get(name), here.get(name)];
    if (entry?.mode === '160000') continue;
    const folder = entry?.mode === '040000' ? entry.id : undefined;
    if (kind === 'folder' || folder !== undefined) await walkFolder(walk, folder, `${path}/`);
    const before = folder === undefined ? entry?.id : undefined;
    if (kind === 'file' ? await isOther(walk, path, entry) : before !== undefined && kind !== 'link') found.push({ path, before, isThere: kind === 'file' });
  }
}

async function isOther({ project, worktree }: Walk, path: string, entry: TreeEntry | undefined): Promise<boolean> {
  if (entry === undefined || entry.mode === '040000') return true;
  const status = await project.ports.files.status(join(worktree, path));
  if (status === undefined || status.size > largestBytes) return true;
  const body = await project.ports.files.readIfThere(join(worktree, path));
  if (body === undefined) return true;
  const id = createHash(project.repository.format).update(`blob ${String(body.length)}\0`).update(body).digest('hex');
  return id !== entry.id;
}

/** A file of an agent's worktree, or undefined when there is none: links lead nowhere. */
export async function readLiveFile({ ports: { files }, folder }: Project, ticket: string, attempt: number, path: string): Promise<Buffer | undefined> {
  const worktree = folder.worktree(ticket, attempt);
  const whole = join(worktree, path);
  if ((await files.status(whole))?.kind !== 'file') return undefined;
  const [real, top] = await Promise.all([files.realPath(whole), files.realPath(worktree)]);
  return real === join(top, path.split('/').join(sep)) ? files.readIfThere(real) : undefined;
}
