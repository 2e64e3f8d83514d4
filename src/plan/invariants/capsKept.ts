import { DocumentError } from '../frontMatter.js';
import { configPath, parseTicketPath } from '../paths.js';
import { workSchema } from '../planningSchemas.js';
import { readConfig } from '../readDocument.js';
import type { PlanRecord } from './planRecord.js';
import { runsIn } from './runRecordsIn.js';
import type { Violation } from './violation.js';

/** The minutes that a run might be given at the commit at `index`; undefined where the configuration cannot be read. */
function minutesAt(record: PlanRecord, ticket: string | undefined, index: number): number | undefined {
  try {
    const { runMinutes } = readConfig(record.textAt(configPath, index) ?? '').limits;
    const budget = ticket === undefined ? undefined : record.ticketAt(ticket, index)?.fields.budget?.minutes;
    return Math.min(runMinutes, budget ?? runMinutes);
  } catch (error) {
    if (error instanceof DocumentError) return undefined;
    throw error;
  }
}

function runOfWork(record: PlanRecord, path: string, index: number): string | undefined {
  const work = path.startsWith('work/') ? record.documentAt(workSchema, path, index) : undefined;
  return work !== undefined && 'fields' in work ? work.fields.run : undefined;
}

/** By run, after which commit a ticket or a piece of work was given it. */
export function starts(record: PlanRecord): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { index, step } of record.turns) {
    if (step.message.transition !== 'start' && step.message.transition !== 'begin-work') continue;
    for (const { path } of step.changes) {
      const id = parseTicketPath(path)?.id;
      const run = id === undefined ? runOfWork(record, path, index) : record.ticketAt(id, index)?.fields.run;
      if (run !== undefined && !found.has(run)) found.set(run, index);
    }
  }
  return found;
}

/**
 * Invariant 19: no run was given more than the configuration and its ticket allowed when it was started. Both may change between the start on the plan and that of its agent: the
 * most that held in between counts.
 */
export function capsKept(record: PlanRecord): readonly Violation[] {
  const started = starts(record);
  return runsIn(record).flatMap(({ commit, index, path, run }): readonly Violation[] => {
    if (run.cap === undefined) return [];
    const from = Math.max(0, (started.get(run.run) ?? index) - 1);
    let most = 0;
    for (let at = from; at <= index; at += 1) {
      if (at === from || touchesLimits(record, run.ticket, at)) most = Math.max(most, minutesAt(record, run.ticket, at) ?? 0);
    }
    // A configuration that cannot be read starts nothing; what it was before is not known here.
    if (most === 0 || run.cap <= most * 60) return [];
    return [{ invariant: 19, commit, path, words: `The run ${run.run} was given ${String(run.cap / 60)} minutes; ${String(most)} were allowed.`, remedy: 'See limits.runMinutes in sanctum.json and the budget of the ticket, and report this.' }];
  });
}

function touchesLimits(record: PlanRecord, ticket: string | undefined, index: number): boolean {
  return record.steps[index]?.changes.some(({ path }) => path === configPath || (ticket !== undefined && parseTicketPath(path)?.id === ticket)) === true;
}
