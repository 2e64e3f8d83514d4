import { DocumentError } from './frontMatter.js';
import { verdictPath } from './paths.js';
import { readDocument } from './readDocument.js';
import type { Verdict } from './schemas.js';
import { verdictSchema } from './schemas.js';
import type { Snapshot } from './snapshot.js';
import type { SnapshotReader } from './snapshotReader.js';

/** All verdicts of a plan that can be read, in no order. */
export async function allVerdicts(reader: Pick<SnapshotReader, 'text'>, { commit, verdicts }: Pick<Snapshot, 'commit' | 'verdicts'>): Promise<readonly Verdict[]> {
  const found: Verdict[] = [];
  for (const name of verdicts) {
    const [tree = '', fingerprint = ''] = name.split('-');
    const text = await reader.text(commit, verdictPath(tree, fingerprint));
    try {
      if (text !== undefined) found.push(readDocument(verdictSchema, text));
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error;
    }
  }
  return found;
}
