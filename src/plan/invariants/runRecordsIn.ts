import type { RunFields } from '../schemas.js';
import { runSchema } from '../schemas.js';
import type { PlanRecord } from './planRecord.js';

/** A record of a run, and where in the history it was written. */
export interface WrittenRun {
  readonly commit: string;
  readonly index: number;
  readonly path: string;
  readonly run: RunFields;
}

/** The records of runs that the engine wrote, the oldest first; those that cannot be read are another invariant's matter. */
export function runsIn(record: PlanRecord): readonly WrittenRun[] {
  return record.turns.flatMap(({ index, step }) =>
    step.changes.flatMap(({ path, after }): readonly WrittenRun[] => {
      if (!path.startsWith('runs/') || after === undefined) return [];
      const read = record.documentAt(runSchema, path, index);
      return read === undefined || 'words' in read ? [] : [{ commit: step.commit, index, path, run: read.fields }];
    }),
  );
}
