import type { Git } from './git.js';

/**
 * The tree that `git add --all` and a commit would make of an engineer's checkout, by their own settings and ignore rules; what they staged
 * counts also where a rule names it. Only objects are written: `indexFile` is one of ours. `git` is that of the checkout's own git directory.
 */
export async function checkoutTree(git: Git, folder: string, head: string, indexFile: string): Promise<string> {
  const ours = { workTree: folder, indexFile };
  const tracked = await git.bytes(['ls-files', '-z'], { workTree: folder });
  // Not a copy of the engineer's index: by a newer file's time a change made within one tick of theirs would pass for none.
  await git.ask(['read-tree', head], ours);
  await git.ask(['add', '--all'], ours);
  await git.ask(['update-index', '--add', '--remove', '--replace', '-z', '--stdin'], { ...ours, input: tracked });
  return git.text(['write-tree'], ours);
}

/** The paths of a checkout that a merge left in conflict. */
export async function unmergedPaths(git: Git, folder: string): Promise<readonly string[]> {
  const listing = await git.text(['diff', '--name-only', '--diff-filter=U'], { workTree: folder });
  return listing.split('\n').filter((path) => path !== '');
}
