import { DocumentError } from './frontMatter.js';
import { verdictPath } from './paths.js';
import { readDocument } from './readDocument.js';
import type { Verdict } from './schemas.js';
import { verdictSchema } from './schemas.js';
import type { Snapshot } from './snapshot.js';
import type { SnapshotReader } from './snapshotReader.js';

type Reader = Pick<SnapshotReader, 'text'>;

/** The verdict of a name, as `snapshot.verdicts` has them, on a plan commit; undefined where there is none that can be read. */
export async function readVerdict(reader: Reader, commit: string, name: string): Promise<Verdict | undefined> {
  const [tree = '', fingerprint = ''] = name.split('-');
  const text = await reader.text(commit, verdictPath(tree, fingerprint));
  try {
    return text === undefined ? undefined : readDocument(verdictSchema, text);
  } catch (error) {
    if (error instanceof DocumentError) return undefined;
    throw error;
  }
}

/** All verdicts of a plan that can be read, in no order. */
export async function allVerdicts(reader: Reader, { commit, verdicts }: Pick<Snapshot, 'commit' | 'verdicts'>): Promise<readonly Verdict[]> {
  const found: Verdict[] = [];
  for (const name of verdicts) {
    const verdict = await readVerdict(reader, commit, name);
    if (verdict !== undefined) found.push(verdict);
  }
  return found;
}
