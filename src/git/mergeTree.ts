import { join } from 'node:path';
import type { Files } from '../platform/files.js';
import type { Git } from './git.js';
import { GitError, zeroSeparated } from './git.js';
import type { Repository } from './repository.js';

export interface MergedTree {
  readonly tree: string;
  /** Paths that could not be merged; their contents in `tree` then hold conflict markers. */
  readonly conflicts: readonly string[];
}

const pinned = ['merge.directoryRenames=conflict', 'merge.renames=true', 'merge.renameLimit=7000', 'merge.conflictStyle=merge', 'merge.renormalize=false'];

/** The engineer may have deepened or cut a shallow history since `git` was made. */
async function followShallow(files: Files, git: Git, engineer: Repository): Promise<void> {
  const shallow = await files.readIfThere(join(engineer.commonDir, 'shallow'));
  if (shallow === undefined) await files.remove(join(git.gitDir, 'shallow'));
  else await files.write(join(git.gitDir, 'shallow'), shallow);
}

/**
 * Merges two commits in memory. `git` must be a repository of ours with a closed configuration: the engineer's merge drivers are commands.
 * git reads `.gitattributes` from the work tree, so it gets `folder` for one, which is made to hold the base's topmost alone.
 * Throws GitError when the two have no common history, or one is not there.
 */
export async function mergeInMemory(
  files: Files,
  git: Git,
  engineer: Repository,
  folder: string,
  ours: string,
  theirs: string,
): Promise<MergedTree> {
  await files.removeTree(folder);
  await files.makeFolder(folder);
  const attributes = await engineer.reader.at(ours, '.gitattributes');
  if (attributes?.type === 'blob') await files.write(join(folder, '.gitattributes'), attributes.body);
  await followShallow(files, git, engineer);
  const result = await git.ask(
    [...pinned.flatMap((setting) => ['-c', setting]), 'merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', ours, theirs],
    { workTree: folder, objectDirectory: engineer.objectsFolder, answers: [1] },
  );
  const [tree = '', ...conflicts] = zeroSeparated(result.stdout);
  await files.removeTree(folder);
  // Exit code 1 also stands for a commit that is not there; only a tree is an answer.
  if (!/^[0-9a-f]{40,64}$/.test(tree)) throw new GitError(['merge-tree'], result.exitCode, result.stderr.toString('utf8'));
  return { tree, conflicts };
}
