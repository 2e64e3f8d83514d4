import { DocumentError } from './frontMatter.js';
import { readDocument } from './readDocument.js';
import type { RunFields } from './schemas.js';
import { runSchema } from './schemas.js';
import type { Snapshot } from './snapshot.js';
import type { SnapshotReader } from './snapshotReader.js';

const folderMode = '040000';

/** A file somewhere below `runs/`. */
interface RecordFile {
  readonly path: string;
  readonly blob: string;
}

/** The records of ended runs, read when they are asked for. What was read once is remembered by its blob: records do not change. */
export class RunRecords {
  /** Undefined for a damaged one. */
  private readonly known = new Map<string, RunFields | undefined>();

  constructor(private readonly reader: SnapshotReader) {}

  /** Those whose file fits, in the order of their names, which is that of their beginnings. Damaged ones are left out. */
  async read({ tree }: Pick<Snapshot, 'tree'>, fits: (path: string) => boolean = () => true): Promise<readonly RunFields[]> {
    const runs = (await this.reader.trees.entries(tree)).find(({ name, mode }) => name === 'runs' && mode === folderMode);
    const files = runs === undefined ? [] : await this.filesBelow(runs.id, 'runs');
    const records = await Promise.all(files.filter(({ path }) => fits(path)).map(({ blob }) => this.record(blob)));
    return records.filter((record) => record !== undefined);
  }

  private async filesBelow(tree: string, folder: string): Promise<readonly RecordFile[]> {
    const entries = await this.reader.trees.entries(tree);
    const below = entries.map(async ({ id, mode, name }) => {
      const path = `${folder}/${name}`;
      return mode === folderMode ? this.filesBelow(id, path) : [{ path, blob: id }];
    });
    return (await Promise.all(below)).flat();
  }

  private async record(blob: string): Promise<RunFields | undefined> {
    if (!this.known.has(blob)) this.known.set(blob, recordIn(await this.reader.blob(blob)));
    return this.known.get(blob);
  }
}

/** What a record's text says; undefined for none, and for one that somebody damaged: nothing that work could hang on. */
export function recordIn(text: string | undefined): RunFields | undefined {
  if (text === undefined) return undefined;
  try {
    return readDocument(runSchema, text);
  } catch (error) {
    if (error instanceof DocumentError) return undefined;
    throw error;
  }
}
