import type { AbsenceReport } from '../../insight/absence.js';
import { absenceReport } from '../../insight/absence.js';
import { absenceLines } from '../../insight/absenceText.js';
import type { Project } from '../project.js';
import type { Absence } from './lastLook.js';
import { lastLook } from './lastLook.js';
import { readPlanHistory } from './readPlanHistory.js';
import { stuckAt } from './stuckAt.js';

const reasons: Readonly<Record<Absence['because'], string>> = {
  'last look': 'when you last looked',
  'engine start': 'when the engine was started: nobody knows when you last looked',
  'a day': 'a day ago: nobody knows when you last looked',
};

/** What became of a plan since then, by default since the engineer last looked; as data, and as lines of Markdown. Throws NoPlanError. */
export async function absenceOf(project: Project, absence?: Absence): Promise<{ readonly report: AbsenceReport; readonly lines: readonly string[] }> {
  const { since, because } = absence ?? (await lastLook(project));
  const snapshot = await project.store.read();
  const [history, stuckBefore] = await Promise.all([readPlanHistory(project.store, snapshot), stuckAt(project, snapshot, since)]);
  const report = absenceReport(snapshot, history, since, stuckBefore);
  return { report, lines: absenceLines(report, reasons[because]) };
}
