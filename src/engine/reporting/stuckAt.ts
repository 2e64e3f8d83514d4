import { newestUntil } from '../../git/commitList.js';
import { parseTicketPath } from '../../plan/paths.js';
import { entryAt, filesBelow } from '../../plan/planFiles.js';
import type { Snapshot } from '../../plan/snapshot.js';
import type { Project } from '../project.js';

/** A commit's time is whole seconds: what came in the very second of a moment may have come after it. */
const second = 1000;

/** The tickets that were stuck before the second of a moment (ISO), by the plan as it was then. */
export async function stuckAt({ repository, store }: Pick<Project, 'repository' | 'store'>, { commit }: Pick<Snapshot, 'commit'>, moment: string): Promise<ReadonlySet<string>> {
  const then = await newestUntil(repository.git, commit, Date.parse(moment) - second);
  if (then === undefined) return new Set();
  const { trees } = store.snapshots;
  const { tree } = await repository.reader.commit(then);
  const folder = await entryAt(trees, tree, 'tickets/stuck');
  const paths = folder?.kind === 'folder' ? await filesBelow(trees, folder.tree, 'tickets/stuck/') : [];
  return new Set(paths.flatMap((path) => parseTicketPath(path)?.id ?? []));
}
