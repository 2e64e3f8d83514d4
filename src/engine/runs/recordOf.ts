import { DocumentError } from '../../plan/frontMatter.js';
import { runPath } from '../../plan/paths.js';
import { readDocument } from '../../plan/readDocument.js';
import type { RunFields } from '../../plan/schemas.js';
import { runSchema } from '../../plan/schemas.js';
import type { Snapshot } from '../../plan/snapshot.js';
import type { Performing } from '../performing.js';

/** What the plan says of a run that is over; undefined for one of which it says nothing that could be read. */
export async function recordOf({ project }: Pick<Performing, 'project'>, { commit }: Pick<Snapshot, 'commit'>, run: string): Promise<RunFields | undefined> {
  const text = await project.store.snapshots.text(commit, runPath(run));
  try {
    return text === undefined ? undefined : readDocument(runSchema, text);
  } catch (error) {
    if (error instanceof DocumentError) return undefined;
    throw error;
  }
}
