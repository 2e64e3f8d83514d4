import type { TreeEntry } from '../git/objects.js';
import { recordIn } from '../plan/runRecords.js';
import type { RunFields } from '../plan/schemas.js';
import type { Snapshot } from '../plan/snapshot.js';
import type { SnapshotReader } from '../plan/snapshotReader.js';

/** So many tell of what is going on; older ones are history. */
const mostRecent = 100;

/** Reads the records of the runs that were begun last. A record never changes, so that each is read once. */
export class RecentRuns {
  private folder: string | undefined;
  /** By their content's object id. */
  private records: ReadonlyMap<string, RunFields | undefined> = new Map();

  constructor(private readonly snapshots: Pick<SnapshotReader, 'trees' | 'blob'>) {}

  /** In no order. */
  async read({ tree }: Pick<Snapshot, 'tree'>): Promise<readonly RunFields[]> {
    const folder = (await this.foldersIn(tree)).find(({ name }) => name === 'runs')?.id;
    if (folder !== this.folder) {
      const entries = folder === undefined ? [] : await this.latestIn(folder);
      const records = await Promise.all(entries.map(async ({ id }) => [id, this.records.has(id) ? this.records.get(id) : recordIn(await this.snapshots.blob(id))] as const));
      this.records = new Map(records);
      this.folder = folder;
    }
    return [...this.records.values()].filter((record) => record !== undefined);
  }

  /** Folders are named after the year and the month, and records after the moment, at which their runs were begun. */
  private async latestIn(runs: string): Promise<readonly TreeEntry[]> {
    const latest: TreeEntry[] = [];
    for (const year of (await this.foldersIn(runs)).reverse()) {
      for (const month of (await this.foldersIn(year.id)).reverse()) {
        const names = (await this.snapshots.trees.entries(month.id)).filter(({ name }) => name.startsWith('R-'));
        latest.push(...names.slice(latest.length - mostRecent));
        if (latest.length >= mostRecent) return latest;
      }
    }
    return latest;
  }

  private async foldersIn(tree: string): Promise<TreeEntry[]> {
    return (await this.snapshots.trees.entries(tree)).filter(({ mode }) => mode === '040000');
  }
}
