import { isUtf8 } from 'node:buffer';
import { readHistory } from '../../plan/history.js';
import type { HistoryStep } from '../../plan/history.js';
import { checkedInvariants, checkInvariants } from '../../plan/invariants.js';
import { landingsOf } from '../../plan/invariants/landings.js';
import { PlanRecord } from '../../plan/invariants/planRecord.js';
import type { Violation } from '../../plan/invariants/violation.js';
import { auditFacts, readMoment } from './auditFacts.js';
import type { Project } from '../project.js';

export interface AuditResult {
  /** How many invariants are broken, each counted once. */
  readonly broken: number;
  /** The numbers of the invariants that were looked at. */
  readonly checked: readonly number[];
  readonly violations: readonly Violation[];
  readonly landings: number;
  readonly commits: number;
}

/** Documents that invariants are judged by; what somebody put elsewhere is illegal whatever it says. */
const judged = /^(?:(?:tickets|queue|verdicts|runs|areas|cuts|decisions|prompts|work|questions|approvals|notes|reviews|protected|imports|proposals|criteria)\/|sanctum\.json$|spec\.md$|control\.md$|lease\.md$)/;

/** The texts of all documents that changed, by blob id, and which are not UTF-8; what is no file has none. */
async function changedTexts(project: Project, steps: readonly HistoryStep[]): Promise<{ readonly texts: ReadonlyMap<string, string>; readonly garbled: ReadonlySet<string> }> {
  const blobs = new Set<string>();
  for (const { changes } of steps) {
    for (const { path, after } of changes) if (after !== undefined && judged.test(path)) blobs.add(after);
  }
  const texts = new Map<string, string>();
  const garbled = new Set<string>();
  const ids = [...blobs];
  const readAtOnce = 256;
  for (let from = 0; from < ids.length; from += readAtOnce) {
    await Promise.all(
      ids.slice(from, from + readAtOnce).map(async (id) => {
        const object = await project.repository.reader.read(id);
        if (object?.type !== 'blob') return;
        texts.set(id, object.body.toString('utf8'));
        if (!isUtf8(object.body)) garbled.add(id);
      }),
    );
  }
  return { texts, garbled };
}

/** Proves the plan's promises over its whole history, against what git says. Changes nothing. Throws NoPlanError. */
export async function audit(project: Project): Promise<AuditResult> {
  const moment = await readMoment(project);
  const steps = await readHistory(project.repository.reader, project.store.snapshots.trees, moment.planTip);
  const { texts, garbled } = await changedTexts(project, steps);
  const record = new PlanRecord(steps, texts, garbled);
  const violations = checkInvariants(record, await auditFacts(project, record, moment));
  return {
    broken: new Set(violations.map((violation) => violation.invariant)).size,
    checked: checkedInvariants,
    violations,
    landings: landingsOf(record).length,
    commits: steps.length,
  };
}
