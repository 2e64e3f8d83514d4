import type { RunFields } from '../schemas.js';
import { verdictSchema } from '../schemas.js';
import type { PlanRecord } from './planRecord.js';
import { runsIn } from './runRecordsIn.js';
import type { Violation } from './violation.js';

const remedy = 'Look at git config --list --show-origin and at the hooks folder for what you did not put there, and report this.';

function faultOf({ version, containment, reason, surroundings }: RunFields): string | undefined {
  if (containment !== 'detected' || reason === 'quarantined') return undefined;
  if (surroundings?.settings === undefined) return version === undefined ? undefined : 'was not confined, and how the settings of git were before and after is not written down';
  const { before, after } = surroundings.settings;
  if (before === after || surroundings.meanwhile.length > 0) return undefined;
  return `changed the settings of git, its hooks, or what else it follows (${before} before, ${after} after), and was taken all the same`;
}

/** Verdicts of gates that could write there, and whose record does not say what they changed. */
function ofGates(record: PlanRecord): readonly Violation[] {
  return record.turns.flatMap(({ index, step }) =>
    step.changes.flatMap(({ path, after }): readonly Violation[] => {
      const read = path.startsWith('verdicts/') && after !== undefined ? record.documentAt(verdictSchema, path, index) : undefined;
      const settings = read !== undefined && 'fields' in read ? read.fields.settings : undefined;
      if (settings === undefined || settings.before === settings.after || settings.meanwhile.length > 0) return [];
      return [{ invariant: 11, commit: step.commit, path, words: `The gate of ${path} changed the settings of git, its hooks, or what else it follows (${settings.before} before, ${settings.after} after), and nobody was told.`, remedy }];
    }),
  );
}

/** Invariant 11: git's settings, hooks and alternates are the same before and after each run and each gate that could write there; or the run was quarantined, or its record says what the engineer may have changed. */
export function settingsKept(record: PlanRecord): readonly Violation[] {
  const ofRuns = runsIn(record).flatMap(({ commit, path, run }): readonly Violation[] => {
    const words = faultOf(run);
    return words === undefined ? [] : [{ invariant: 11, commit, path, words: `The run ${run.run} ${words}.`, remedy }];
  });
  return [...ofRuns, ...ofGates(record)];
}
