import type { RunFields } from '../schemas.js';
import type { PlanRecord } from './planRecord.js';
import { runsIn } from './runRecordsIn.js';
import type { Violation } from './violation.js';

function faultOf({ version, containment, reason, surroundings }: RunFields): string | undefined {
  if (containment !== 'detected' || reason === 'quarantined') return undefined;
  if (surroundings?.settings === undefined) return version === undefined ? undefined : 'was not confined, and how the settings of git were before and after is not written down';
  const { before, after } = surroundings.settings;
  if (before === after || surroundings.meanwhile.length > 0) return undefined;
  return `changed the settings of git, its hooks, or what else it follows (${before} before, ${after} after), and was taken all the same`;
}

/** Invariant 11: git's settings, hooks and alternates are the same before and after each run that could write there; or the run was quarantined, or its record says what the engineer may have changed. */
export function settingsKept(record: PlanRecord): readonly Violation[] {
  return runsIn(record).flatMap(({ commit, path, run }): readonly Violation[] => {
    const words = faultOf(run);
    if (words === undefined) return [];
    return [{ invariant: 11, commit, path, words: `The run ${run.run} ${words}.`, remedy: 'Look at git config --list --show-origin and at the hooks folder for what you did not put there, and report this.' }];
  });
}
