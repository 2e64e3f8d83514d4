import type { PlanHistory } from '../../insight/planHistory.js';
import type { Snapshot } from '../../plan/snapshot.js';
import { entryAt, filesBelow } from '../../plan/planFiles.js';
import type { PlanStore } from '../../plan/store.js';

/** All that statistics are made of, beside the snapshot itself. What was read before is not read again. */
export async function readPlanHistory(store: Pick<PlanStore, 'snapshots' | 'records' | 'verdicts'>, snapshot: Snapshot): Promise<PlanHistory> {
  const [records, verdicts, reviews] = await Promise.all([store.records.read(snapshot), store.verdicts.all(snapshot), reviewedAttempts(store, snapshot)]);
  return { records, verdicts, reviews };
}

/** By the names of the reviews alone. */
async function reviewedAttempts({ snapshots: { trees } }: Pick<PlanStore, 'snapshots'>, { tree }: Snapshot): Promise<PlanHistory['reviews']> {
  const folder = await entryAt(trees, tree, 'reviews');
  const names = folder?.kind === 'folder' ? await filesBelow(trees, folder.tree) : [];
  return names.flatMap((name) => {
    const [, ticket, attempt] = /^(\d+)-(\d+)\.md$/.exec(name) ?? [];
    return ticket === undefined ? [] : [{ ticket, attempt: Number(attempt) }];
  });
}
