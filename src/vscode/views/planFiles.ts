import { readDocument } from '../../plan/readDocument.js';
import { runSchema } from '../../plan/schemas.js';
import type { Snapshot } from '../../plan/snapshot.js';
import type { SnapshotReader } from '../../plan/snapshotReader.js';
import type { Spent } from './viewSource.js';

const folderMode = '040000';

/** The files below a folder of the plan by their paths, in the order of their names. */
async function filesBelow(reader: SnapshotReader, tree: string, folder: string): Promise<readonly string[]> {
  const entries = await reader.trees.entries(tree);
  const below = entries.map(async ({ id, mode, name }) => (mode === folderMode ? filesBelow(reader, id, `${folder}/${name}`) : [`${folder}/${name}`]));
  return (await Promise.all(below)).flat();
}

async function folderOf(reader: SnapshotReader, snapshot: Snapshot, name: string): Promise<string | undefined> {
  return (await reader.trees.entries(snapshot.tree)).find((entry) => entry.name === name && entry.mode === folderMode)?.id;
}

/** The names of the files of decisions, the oldest first. */
export async function decisionFiles(reader: SnapshotReader, snapshot: Snapshot): Promise<readonly string[]> {
  const tree = await folderOf(reader, snapshot, 'decisions');
  return tree === undefined ? [] : (await reader.trees.entries(tree)).map(({ name }) => name).sort();
}

/** What the runs of a ticket took that have ended; undefined when there are none. */
export async function spentOn(reader: SnapshotReader, snapshot: Snapshot, ticket: string): Promise<Spent | undefined> {
  const tree = await folderOf(reader, snapshot, 'runs');
  if (tree === undefined) return undefined;
  const paths = (await filesBelow(reader, tree, 'runs')).filter((path) => path.includes(`-${ticket}-`));
  const texts = await Promise.all(paths.map((path) => reader.text(snapshot.commit, path)));
  const records = texts.flatMap((text) => {
    try {
      return text === undefined ? [] : [readDocument(runSchema, text)];
    } catch {
      return [];
    }
  });
  const own = records.filter((record) => record.ticket === ticket);
  if (own.length === 0) return undefined;
  const minutes = own.reduce((sum, { started, ended }) => sum + (started === undefined ? 0 : (Date.parse(ended) - Date.parse(started)) / 60_000), 0);
  const used = own.flatMap(({ tokens }) => (tokens === undefined ? [] : [tokens.input + tokens.output]));
  return { runs: own.length, minutes, tokens: used.length === 0 ? undefined : used.reduce((sum, one) => sum + one, 0), models: [...new Set(own.map(({ model }) => model))], containments: [...new Set(own.map(({ containment }) => containment))] };
}
