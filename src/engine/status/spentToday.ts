import type { Spend } from '../../insight/spend.js';
import { endedSince, spendOf } from '../../insight/spend.js';
import type { Snapshot } from '../../plan/snapshot.js';
import { isoSeconds } from '../../platform/clock.js';
import type { Project } from '../project.js';

/** No run lives longer than a day, and none began longer before it ended. */
const longestMilliseconds = 48 * 3600_000;

/** What the runs took that ended since midnight, on the engineer's clock. Those at work have no record yet, and are not counted. */
export async function spentToday({ ports, store }: Pick<Project, 'ports' | 'store'>, snapshot: Pick<Snapshot, 'tree'>): Promise<Spend> {
  const midnight = new Date(ports.clock.now()).setHours(0, 0, 0, 0);
  const earliest = isoSeconds(midnight - longestMilliseconds).replaceAll(/[-:Z]/g, '');
  const records = await store.records.read(snapshot, (path) => {
    const [, began] = /\/R-(\d{8}T\d{6})/.exec(path) ?? [];
    return began !== undefined && began >= earliest;
  });
  return spendOf(endedSince(records, midnight));
}
