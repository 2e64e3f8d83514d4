import type { TreeEntry } from '../git/objects.js';
import { LastingDocuments } from './lastingDocuments.js';
import { wholeDocument } from './readDocument.js';
import type { RunFields } from './schemas.js';
import { runSchema } from './schemas.js';
import type { Snapshot } from './snapshot.js';
import type { SnapshotReader } from './snapshotReader.js';

const folderMode = '040000';

/** So many tell of what is going on; older ones are history. */
const mostRecent = 100;

/** A file somewhere below `runs/`. */
interface RecordFile {
  readonly path: string;
  readonly blob: string;
}

/** The records of ended runs, read when they are asked for. What was read once is remembered by its blob: records do not change. */
export class RunRecords {
  private readonly documents: LastingDocuments<typeof runSchema>;
  /** What was told last of so many, for which folder. */
  private readonly latest = new Map<number, { readonly folder: string | undefined; readonly records: readonly RunFields[] }>();

  constructor(private readonly reader: Pick<SnapshotReader, 'trees' | 'eachBlob'>) {
    this.documents = new LastingDocuments(reader, runSchema);
  }

  /** Those whose file fits, in the order of their names, which is that of their beginnings. Damaged ones are left out: what they tell is nothing that work could hang on. */
  async read(snapshot: Pick<Snapshot, 'tree'>, fits: (path: string) => boolean = () => true): Promise<readonly RunFields[]> {
    const runs = await this.folder(snapshot);
    const files = runs === undefined ? [] : await this.filesBelow(runs, 'runs');
    return this.documents.read(files.filter(({ path }) => fits(path)).map(({ blob }) => blob));
  }

  /** Those of the runs that were begun last, in no order; without a look at older ones. */
  async recent(snapshot: Pick<Snapshot, 'tree'>, most: number = mostRecent): Promise<readonly RunFields[]> {
    const folder = await this.folder(snapshot);
    const known = this.latest.get(most);
    if (known !== undefined && known.folder === folder) return known.records;
    const records = folder === undefined ? [] : await this.documents.read(await this.latestIn(folder, most));
    this.latest.set(most, { folder, records });
    return records;
  }

  /** Folders are named after the year and the month, and records after the moment, at which their runs were begun. */
  private async latestIn(runs: string, most: number): Promise<readonly string[]> {
    const latest: string[] = [];
    for (const year of (await this.foldersIn(runs)).reverse()) {
      for (const month of (await this.foldersIn(year.id)).reverse()) {
        const records = (await this.reader.trees.entries(month.id)).filter(({ name }) => name.startsWith('R-'));
        latest.push(...records.slice(latest.length - most).map(({ id }) => id));
        if (latest.length >= most) return latest;
      }
    }
    return latest;
  }

  private async folder({ tree }: Pick<Snapshot, 'tree'>): Promise<string | undefined> {
    return (await this.foldersIn(tree)).find(({ name }) => name === 'runs')?.id;
  }

  private async foldersIn(tree: string): Promise<TreeEntry[]> {
    return (await this.reader.trees.entries(tree)).filter(({ mode }) => mode === folderMode);
  }

  private async filesBelow(tree: string, folder: string): Promise<readonly RecordFile[]> {
    const entries = await this.reader.trees.entries(tree);
    const below = entries.map(async ({ id, mode, name }) => {
      const path = `${folder}/${name}`;
      return mode === folderMode ? this.filesBelow(id, path) : [{ path, blob: id }];
    });
    return (await Promise.all(below)).flat();
  }
}

/** A record by its text; undefined where there is none, or a damaged one. */
export function recordIn(text: string | undefined): RunFields | undefined {
  return wholeDocument(runSchema, text);
}
