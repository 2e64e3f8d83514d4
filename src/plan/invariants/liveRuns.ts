import { DocumentError } from '../frontMatter.js';
import { configPath, parseTicketPath, runPath, workPath } from '../paths.js';
import { workSchema } from '../planningSchemas.js';
import { readConfig } from '../readDocument.js';
import type { Config } from '../schemas.js';
import type { PlanRecord, Turn } from './planRecord.js';
import type { Violation } from './violation.js';

/** A ticket or a piece of work, as one that runs are given to. */
interface Workplace {
  readonly path: string;
  readonly run: string | undefined;
  readonly attempts: number;
  readonly failures: number;
  /** It would be given another run. */
  readonly goesOn: boolean;
}

const startedBy = { ticket: 'start', work: 'begin-work' } as const;

/** Which ticket or piece of work a path is the document of. */
interface Key {
  readonly kind: keyof typeof startedBy;
  readonly name: string;
}

function keyOf(path: string): Key | undefined {
  const id = parseTicketPath(path)?.id;
  if (id !== undefined) return { kind: 'ticket', name: id };
  const name = /^work\/([^/]+)\.md$/.exec(path)?.[1];
  return name === undefined ? undefined : { kind: 'work', name };
}

function keysOf(paths: readonly string[]): readonly Key[] {
  const keys = paths.map(keyOf).filter((key) => key !== undefined);
  return [...new Map(keys.map((key) => [`${key.kind} ${key.name}`, key])).values()];
}

function workplaceAt(record: PlanRecord, { kind, name }: Key, index: number): Workplace | undefined {
  if (kind === 'ticket') {
    const ticket = record.ticketAt(name, index);
    return ticket === undefined ? undefined : { path: ticket.path, ...ticket.fields, run: ticket.fields.run, goesOn: ticket.state === 'open' };
  }
  const path = workPath(name);
  const work = record.documentAt(workSchema, path, index);
  return work === undefined || 'words' in work ? undefined : { path, ...work.fields, run: work.fields.run, goesOn: work.fields.stuck === undefined };
}

const none = { run: undefined, attempts: 0, failures: 0 };

/** What is wrong with how an engine's commit changed the runs of one ticket or piece of work. */
function runFaults(record: PlanRecord, { index, step }: Turn, key: Key, limit: number): readonly string[] {
  const before = workplaceAt(record, key, index - 1) ?? none;
  const after = workplaceAt(record, key, index);
  // A ticket that is gone is another invariant's matter; a piece of work that is done is removed.
  if (after === undefined && key.kind === 'ticket') return [];
  const now = after ?? { ...none, attempts: before.attempts, failures: before.failures };
  const faults: string[] = [];
  const isGiven = now.run !== undefined && now.run !== before.run;
  if (before.run !== undefined && before.run !== now.run && record.blobAt(runPath(before.run), index) === undefined) {
    faults.push(now.run === undefined ? `lost its run ${before.run}, and there is no record of how that ended` : `was given the run ${now.run} while ${before.run} was at work`);
  }
  if (isGiven && step.message.transition !== startedBy[key.kind]) faults.push(`was given the run ${now.run} by ${step.message.transition ?? 'no transition'}, which starts none`);
  if (isGiven && record.blobAt(runPath(now.run), index) !== undefined) faults.push(`was given the run ${now.run}, which had ended before`);
  if (now.attempts !== before.attempts + (isGiven ? 1 : 0)) {
    faults.push(isGiven ? `was given a run as attempt ${String(now.attempts)} after attempt ${String(before.attempts)}` : `counts ${String(now.attempts)} attempts after ${String(before.attempts)}, without another run`);
  }
  const failed = now.failures - before.failures;
  if (failed < 0 || failed > 1) faults.push(`counts ${String(now.failures)} failures after ${String(before.failures)}`);
  else if (failed === 1 && after?.goesOn === true && now.failures >= limit) faults.push(`goes on after ${String(now.failures)} failures; ${String(limit)} were allowed`);
  return faults;
}

/** The configuration after a commit; read once for each of its wordings. */
class Configurations {
  private readonly known = new Map<string, Config | undefined>();

  constructor(private readonly record: PlanRecord) {}

  at(index: number): Config | undefined {
    const blob = this.record.blobAt(configPath, index);
    if (blob === undefined) return undefined;
    if (!this.known.has(blob)) this.known.set(blob, this.read(this.record.texts.get(blob) ?? ''));
    return this.known.get(blob);
  }

  private read(text: string): Config | undefined {
    try {
      return readConfig(text);
    } catch (error) {
      if (error instanceof DocumentError) return undefined;
      throw error;
    }
  }
}

const remedy = 'Two engines may have written at one time: see that only one runs (sanctum status), and report this.';

/**
 * Invariant 16: a ticket, or a piece of work, has one run at a time and a record of each that ended; its attempts are counted without gaps,
 * its failures stay within the limit, and so do the agents that are at work at once.
 */
export function liveRuns(record: PlanRecord): readonly Violation[] {
  const violations: Violation[] = [];
  const configurations = new Configurations(record);
  const live = new Set<string>();
  for (const turn of record.turns) {
    const { index, step, paths } = turn;
    const liveBefore = live.size;
    for (const key of keysOf(paths)) {
      const name = `${key.kind} ${key.name}`;
      if (workplaceAt(record, key, index)?.run === undefined) live.delete(name);
      else live.add(name);
    }
    // A repair only puts back; whether it does is another invariant's matter.
    if (step.message.transition === 'repair') continue;
    const config = configurations.at(index - 1);
    for (const key of keysOf(step.changes.map(({ path }) => path))) {
      for (const words of runFaults(record, turn, key, config?.limits.attempts ?? 3)) {
        const path = workplaceAt(record, key, index)?.path;
        violations.push({ invariant: 16, commit: step.commit, ...(path === undefined ? {} : { path }), words: `${key.kind === 'ticket' ? 'Ticket ' : ''}${key.name} ${words}.`, remedy });
      }
    }
    const most = config?.limits.agents;
    // One more than allowed may be there for a moment: a limit can be set while a run is being started.
    if (most !== undefined && live.size > liveBefore && live.size > most + 1) {
      violations.push({ invariant: 16, commit: step.commit, words: `${String(live.size)} agents were at work at one time; the configuration allowed ${String(most)}.`, remedy });
    }
  }
  return violations;
}
