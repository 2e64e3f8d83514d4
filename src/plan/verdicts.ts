import { LastingDocuments } from './lastingDocuments.js';
import { verdictPath } from './paths.js';
import { entryAt } from './planFiles.js';
import { wholeDocument } from './readDocument.js';
import type { Verdict } from './schemas.js';
import { verdictSchema } from './schemas.js';
import type { Snapshot } from './snapshot.js';
import type { SnapshotReader } from './snapshotReader.js';

/** The verdict of a name, as `snapshot.verdicts` has them, on a plan commit; undefined where there is none that can be read. */
export async function readVerdict(reader: Pick<SnapshotReader, 'text'>, commit: string, name: string): Promise<Verdict | undefined> {
  const [tree = '', fingerprint = ''] = name.split('-');
  return wholeDocument(verdictSchema, await reader.text(commit, verdictPath(tree, fingerprint)));
}

/** What the gate found, read when it is asked for. What was read once is not read again. */
export class Verdicts {
  private readonly documents: LastingDocuments<typeof verdictSchema>;

  constructor(private readonly reader: Pick<SnapshotReader, 'trees' | 'eachBlob'>) {
    this.documents = new LastingDocuments(reader, verdictSchema);
  }

  /** All of a plan that can be read, in no order. */
  async all({ tree }: Pick<Snapshot, 'tree'>): Promise<readonly Verdict[]> {
    const { trees } = this.reader;
    const folder = await entryAt(trees, tree, 'verdicts');
    if (folder?.kind !== 'folder') return [];
    const shards = (await trees.entries(folder.tree)).filter(({ mode }) => mode === '040000');
    const files = (await Promise.all(shards.map(({ id }) => trees.entries(id)))).flat();
    return this.documents.read(files.map(({ id }) => id));
  }
}
