import { join } from 'node:path';
import { isWorktree } from '../../agents/worktree.js';
import type { TreeDifference } from '../../git/diff.js';
import { zeroSeparated } from '../../git/git.js';
import { snapshotFolder } from '../../git/folderSnapshot.js';
import { readRef } from '../../git/refReader.js';
import { keepRef } from '../../plan/paths.js';
import type { QueueContext } from '../../queue/context.js';
import type { Project } from '../project.js';
import { HandError } from './handError.js';
import { setUpMadeIn } from './handSource.js';
import type { LeftWorktree } from './leftWork.js';

/** What a worktree holds at this moment. */
export interface WorktreeTree {
  /** The commit that it was made from. */
  readonly base: string;
  readonly tree: string;
  readonly differences: readonly TreeDifference[];
  /** What could not be taken into the tree, in words. */
  readonly problems: readonly string[];
}

function parseDifferences(listing: Buffer): readonly TreeDifference[] {
  const fields = zeroSeparated(listing);
  const differences: TreeDifference[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [oldMode = '', newMode = '', oldId = '', newId = ''] = (fields[at] ?? '').slice(1).split(' ');
    differences.push({ path: fields[at + 1] ?? '', oldMode, newMode, oldId, newId });
  }
  return differences;
}

/**
 * Reads a worktree by the closed git that agents' work is kept with: no git directory that lies in it is read. Nothing is kept, and no ref is
 * written. `at` is where it lies if it was put aside. Throws HandError where nobody knows what it was made from, or something else is in its place.
 */
export async function readWorktree(project: Project, queue: QueueContext, { of, attempt, path }: LeftWorktree, at = path): Promise<WorktreeTree> {
  const { ports, place, repository } = project;
  // An agent may have put a link there since it was listed.
  if (!(await isWorktree(ports.files, at))) throw new HandError(`${at} is not the folder any more that was made for ${of}; what is there now is left alone.`);
  const base = await readRef(ports.files, place.commonDir, keepRef(of, attempt));
  if (base === undefined) throw new HandError(`It is not known any more which commit ${path} was made from, so that its changes cannot be told.`);
  const scratch = queue.project.scratch(`look-${of}-${String(attempt)}-${ports.random.hex(4)}`);
  const quarantine = join(scratch, 'objects');
  const borrowed = [repository.objectsFolder];
  try {
    const leftOut = await setUpMadeIn(project, of, attempt, path);
    const { tree, problems } = await snapshotFolder(ports.files, queue.closedGit, { folder: at, base, scratch, quarantine, borrowed, leftOut });
    const options = { objectDirectory: quarantine, alternateObjectDirectories: borrowed };
    const listing = await queue.closedGit.bytes(['diff-tree', '-r', '-z', '--no-renames', '--full-index', `${base}^{tree}`, tree], options);
    return { base, tree, problems, differences: parseDifferences(listing) };
  } finally {
    await ports.files.removeTree(scratch);
  }
}
