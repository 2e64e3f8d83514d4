import { mergeInMemory } from '../../git/mergeTree.js';
import { sanctumPerson } from '../../git/objects.js';
import type { Project } from '../project.js';
import { planningContext } from './planningFolder.js';

export interface MergedText {
  /** With conflict markers where `conflicting`. */
  readonly text: string;
  readonly conflicting: boolean;
}

/** Merges two versions of a text that come from `base`; undefined: there was none. They become commits of nothing else, so that no other file's way can get in between. */
export async function mergeTexts(project: Project, branch: string, base: string | undefined, ours: string | undefined, theirs: string): Promise<MergedText> {
  const { repository, ports } = project;
  const path = 'text.md';
  const commitOf = async (text: string | undefined, parents: readonly string[]): Promise<string> => {
    const tree = await repository.trees.edit(undefined, new Map([[path, text]]));
    return repository.objects.commit({ tree, parents, author: sanctumPerson, committer: sanctumPerson, time: 0, message: 'A text, for a merge in memory' });
  };
  const bottom = await commitOf(base, []);
  const [left, right] = [await commitOf(ours, [bottom]), await commitOf(theirs, [bottom])];
  const { closedGit, project: folder } = await planningContext(project, branch);
  const merged = await mergeInMemory(ports.files, closedGit, repository, folder.scratch(`merge-${ports.random.hex(6)}`), left, right);
  const object = await repository.reader.at(merged.tree, path);
  return { text: object?.type === 'blob' ? object.body.toString('utf8') : theirs, conflicting: merged.conflicts.length > 0 };
}
