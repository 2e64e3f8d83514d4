import { isUtf8 } from 'node:buffer';
import { readHistory } from '../../plan/history.js';
import type { HistoryStep } from '../../plan/history.js';
import { checkedInvariants, checkInvariants } from '../../plan/invariants.js';
import { landingsOf } from '../../plan/invariants/landings.js';
import { PlanRecord } from '../../plan/invariants/planRecord.js';
import { approvalPath } from '../../plan/paths.js';
import { isoSeconds } from '../../platform/clock.js';
import { auditFacts, readMoment } from './auditFacts.js';
import type { Project } from '../project.js';
import type { AuditReport } from './auditReport.js';
import type { ReplayMeans } from './replay.js';
import { replay } from './replay.js';

/** What of the history is told. */
export interface AuditOptions {
  /** The version of the plan whose acceptance, and what came before, is left out. All of the history is looked at in any case: what came later stands on it. */
  readonly since?: number | undefined;
  /** Runs the gates again, too. */
  readonly replay?: (ReplayMeans & { readonly trust?: string | undefined }) | undefined;
}

/** What was asked of an audit is nothing that this plan has. */
export class AuditError extends Error {
  override readonly name = 'AuditError';
}

/** Documents that invariants are judged by; what somebody put elsewhere is illegal whatever it says. */
const judged = /^(?:(?:tickets|queue|verdicts|runs|areas|cuts|decisions|prompts|work|questions|approvals|notes|reviews|protected|imports|proposals|criteria)\/|(?:sanctum|prices)\.json$|spec\.md$|control\.md$|lease\.md$)/;

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

/** Where in the history a version was accepted; -1 for none that was asked for. Throws AuditError. */
function acceptedAt(record: PlanRecord, version: number | undefined): number {
  if (version === undefined) return -1;
  const index = record.steps.findIndex(({ changes }) => changes.some(({ path, before }) => path === approvalPath(version) && before === undefined));
  if (index < 0) throw new AuditError(`The plan has no version ${String(version)}. Those there are: sanctum plan log`);
  return index;
}

/** Proves the plan's promises over its whole history, against what git says. Changes nothing. Throws NoPlanError, AuditError; with a replay EngineElsewhere. */
export async function audit(project: Project, { since, replay: replaying }: AuditOptions = {}): Promise<AuditReport> {
  const moment = await readMoment(project);
  const steps = await readHistory(project.repository.reader, project.store.snapshots.trees, moment.planTip);
  const { texts, garbled } = await changedTexts(project, steps);
  const record = new PlanRecord(steps, texts, garbled);
  const from = acceptedAt(record, since);
  const earlier = new Set(steps.slice(0, from + 1).map(({ commit }) => commit));
  const all = checkInvariants(record, await auditFacts(project, record, moment));
  const violations = all.filter(({ commit }) => commit === undefined || !earlier.has(commit));
  const landings = landingsOf(record).filter(({ index }) => index > from);
  const at = isoSeconds(project.ports.clock.now());
  return {
    version: 1,
    broken: new Set(violations.map((violation) => violation.invariant)).size,
    checked: [...checkedInvariants],
    ...(since === undefined ? {} : { since }),
    violations,
    landings: landings.length,
    commits: steps.length - from - 1,
    ...(replaying === undefined ? {} : { replayed: [...(await replay(project, record, landings, { ...replaying, at }))] }),
  };
}
