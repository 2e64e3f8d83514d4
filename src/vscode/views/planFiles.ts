import type { Spend } from '../../insight/spend.js';
import { spendOf } from '../../insight/spend.js';
import type { RunRecords } from '../../plan/runRecords.js';
import type { Snapshot } from '../../plan/snapshot.js';
import type { SnapshotReader } from '../../plan/snapshotReader.js';

const folderMode = '040000';

async function folderOf(reader: SnapshotReader, snapshot: Snapshot, name: string): Promise<string | undefined> {
  return (await reader.trees.entries(snapshot.tree)).find((entry) => entry.name === name && entry.mode === folderMode)?.id;
}

/** The names of the files of decisions, the oldest first. */
export async function decisionFiles(reader: SnapshotReader, snapshot: Snapshot): Promise<readonly string[]> {
  const tree = await folderOf(reader, snapshot, 'decisions');
  return tree === undefined ? [] : (await reader.trees.entries(tree)).map(({ name }) => name).sort();
}

/** What the runs of a ticket took that have ended; undefined when there are none. */
export async function spentOn(records: RunRecords, snapshot: Snapshot, ticket: string): Promise<Spend | undefined> {
  const own = (await records.read(snapshot, (path) => path.includes(`-${ticket}-`))).filter((record) => record.ticket === ticket);
  const spend = spendOf(own);
  return spend.runs === 0 ? undefined : spend;
}
