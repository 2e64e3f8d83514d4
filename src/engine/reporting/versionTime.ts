import { approvalPath } from '../../plan/paths.js';
import { approvalSchema } from '../../plan/planningSchemas.js';
import { readDocument } from '../../plan/readDocument.js';
import type { Project } from '../project.js';

/** When the engineer accepted a version of the spec, ISO; undefined where there is no such. Throws DocumentError for a damaged record of it. */
export async function readVersionTime({ store }: Pick<Project, 'store'>, version: number): Promise<string | undefined> {
  const { commit } = await store.read();
  const text = await store.snapshots.text(commit, approvalPath(version));
  return text === undefined ? undefined : readDocument(approvalSchema, text).at;
}
