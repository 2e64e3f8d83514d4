import type { Git, GitOptions } from './git.js';
import { zeroSeparated } from './git.js';

/**
 * Which of the paths a `.gitattributes` file gives a filter, and which; the files are read from the index that the options name.
 * Attributes of the machine and of the repository's own `info/` are not asked for when `git` has a closed configuration.
 */
export async function filteredPaths(git: Git, options: GitOptions, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (paths.length === 0) return new Map();
  const input = paths.map((path) => `${path}\0`).join('');
  const fields = zeroSeparated(await git.bytes(['check-attr', '-z', '--cached', '--stdin', 'filter'], { ...options, input }));
  const filters = new Map<string, string>();
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [path, filter] = [fields[at] ?? '', fields[at + 2] ?? ''];
    if (!['unspecified', 'unset', 'set'].includes(filter)) filters.set(path, filter);
  }
  return filters;
}
