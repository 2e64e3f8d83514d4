import { specPath } from '../../plan/paths.js';
import type { Project } from '../project.js';

/** How two specs differ, as git prints it: the lines, or how many they are. Empty when they do not. */
export async function specDiff({ repository }: Project, before: string | undefined, after: string, form: 'lines' | 'numbers', coloured = false): Promise<string> {
  const treeOf = (text: string | undefined) => repository.trees.edit(undefined, new Map([[specPath, text]]));
  const trees = [await treeOf(before), await treeOf(after)];
  return repository.git.text(['diff-tree', form === 'lines' ? '-p' : '--stat', '--no-ext-diff', '--no-textconv', coloured ? '--color=always' : '--no-color', ...trees]);
}
