import { runPath } from '../../plan/paths.js';
import { recordIn } from '../../plan/runRecords.js';
import type { RunFields } from '../../plan/schemas.js';
import type { Snapshot } from '../../plan/snapshot.js';
import type { Performing } from '../performing.js';

/** What the plan says of a run that is over; undefined for one of which it says nothing that could be read. */
export async function recordOf({ project }: Pick<Performing, 'project'>, { commit }: Pick<Snapshot, 'commit'>, run: string): Promise<RunFields | undefined> {
  return recordIn(await project.store.snapshots.text(commit, runPath(run)));
}
