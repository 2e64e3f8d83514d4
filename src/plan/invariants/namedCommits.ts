import { isHandCommand } from '../handRules.js';
import { parseTicketPath } from '../paths.js';
import type { HistoryStep } from '../history.js';
import { workSchema } from '../planningSchemas.js';
import { pendingSchema, runSchema, verdictSchema } from '../schemas.js';
import type { PlanRecord } from './planRecord.js';

export interface NamedCommits {
  /** Snapshots of what agents wrote, each with the document and the plan commit that name it first. */
  readonly snapshots: ReadonlyMap<string, { readonly path: string; readonly commit: string }>;
  /** Commits of master's that landings stand on, and that they made. */
  readonly ofMaster: ReadonlySet<string>;
  /** The commits that were master's when the plan first spoke of it; what is older is none of the plan's business. */
  readonly earliest: readonly string[];
}

/** Whether what a command wrote was looked at by an engine and let be: records of runs are only ever taken away by a repair. */
function stays(record: PlanRecord, { changes }: HistoryStep): boolean {
  return changes.some(({ path, after }) => path.startsWith('runs/') && record.blobAt(path, record.inspected) === after);
}

/** The commits that the plan speaks of, in what the engine wrote or let stand as work of the engineer's own (somebody else's word on it is repaired). */
export function namedCommits(record: PlanRecord): NamedCommits {
  const snapshots = new Map<string, { readonly path: string; readonly commit: string }>();
  const ofMaster = new Set<string>();
  const earliest: string[] = [];
  record.steps.forEach((step, index) => {
    const { author, transition } = step.message;
    const isEngines = (author.kind === 'engine' && transition !== 'repair') || (isHandCommand(step) && stays(record, step));
    if (!isEngines && earliest.length > 0) return;
    for (const { path, after } of step.changes) {
      if (after === undefined) continue;
      const snapshot = (commit: string | undefined) => {
        if (commit !== undefined && !snapshots.has(commit)) snapshots.set(commit, { path, commit: step.commit });
      };
      if (earliest.length === 0 && path.startsWith('verdicts/')) {
        const verdict = record.documentAt(verdictSchema, path, index);
        if (verdict !== undefined && 'fields' in verdict && verdict.fields.purpose !== 'candidate') earliest.push(verdict.fields.commit);
      }
      if (!isEngines) continue;
      if (path.startsWith('queue/merge/pending/')) {
        const pending = record.documentAt(pendingSchema, path, index);
        if (pending !== undefined && 'fields' in pending) snapshot(pending.fields.commit);
      } else if (path.startsWith('runs/')) {
        const run = record.documentAt(runSchema, path, index);
        if (run !== undefined && 'fields' in run) snapshot(run.fields.snapshot);
      } else if (path.startsWith('work/')) {
        const work = record.documentAt(workSchema, path, index);
        if (work !== undefined && 'fields' in work) snapshot(work.fields.snapshot);
      } else {
        const id = parseTicketPath(path)?.id;
        const fields = id === undefined ? undefined : record.ticketAt(id, index)?.fields;
        snapshot(fields?.snapshot);
        if (fields?.landed !== undefined) ofMaster.add(fields.landed.commit).add(fields.landed.base).add(fields.landed.tip?.commit ?? fields.landed.commit);
        if (earliest.length === 0 && fields?.base !== undefined) earliest.push(fields.base);
      }
    }
  });
  return { snapshots, ofMaster, earliest };
}
