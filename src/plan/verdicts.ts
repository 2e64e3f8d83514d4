import { DocumentError } from './frontMatter.js';
import { verdictPath } from './paths.js';
import { entryAt } from './planFiles.js';
import { readDocument } from './readDocument.js';
import type { Verdict } from './schemas.js';
import { verdictSchema } from './schemas.js';
import type { Snapshot } from './snapshot.js';
import type { SnapshotReader } from './snapshotReader.js';

/** The verdict of a name, as `snapshot.verdicts` has them, on a plan commit; undefined where there is none that can be read. */
export async function readVerdict(reader: Pick<SnapshotReader, 'text'>, commit: string, name: string): Promise<Verdict | undefined> {
  const [tree = '', fingerprint = ''] = name.split('-');
  return verdictIn(await reader.text(commit, verdictPath(tree, fingerprint)));
}

function verdictIn(text: string | undefined): Verdict | undefined {
  try {
    return text === undefined ? undefined : readDocument(verdictSchema, text);
  } catch (error) {
    if (error instanceof DocumentError) return undefined;
    throw error;
  }
}

/** All verdicts of a plan that can be read, in no order. */
export async function allVerdicts(reader: Pick<SnapshotReader, 'trees' | 'blob'>, { tree }: Pick<Snapshot, 'tree'>): Promise<readonly Verdict[]> {
  const folder = await entryAt(reader.trees, tree, 'verdicts');
  if (folder?.kind !== 'folder') return [];
  const shards = (await reader.trees.entries(folder.tree)).filter(({ mode }) => mode === '040000');
  const files = (await Promise.all(shards.map(({ id }) => reader.trees.entries(id)))).flat();
  const found = await Promise.all(files.map(async ({ id }) => verdictIn(await reader.blob(id))));
  return found.filter((verdict) => verdict !== undefined);
}
