import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Report } from '../../insight/report.js';
import { reportOf } from '../../insight/report.js';
import { planRef } from '../../plan/paths.js';
import { NoPlanError } from '../../plan/store.js';
import type { Project } from '../project.js';
import { readPlanHistory } from './readPlanHistory.js';

/** What is made of one and the same plan is told apart by this. */
const version = 4;
/** So many reports are kept; the plan moves on, and nobody asks for older ones. */
const mostKept = 12;

/** A report, and the tests whose failure does not count by now. */
export interface ReadReport {
  readonly report: Report;
  readonly quarantine: readonly string[];
}

function sumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * The statistics of what ended since then. They are made once for each tree of the plan, and kept in Sanctum's own folder, where nothing lies that cannot
 * be made again: a file that is not whole counts as none. Throws NoPlanError.
 */
export async function readReport({ folder, store, repository, ports: { files } }: Project, since: string | undefined): Promise<ReadReport> {
  const tip = await store.tip();
  if (tip === undefined) throw new NoPlanError();
  const { tree } = await repository.reader.commit(tip);
  const kept = join(folder.path, 'reports');
  const path = join(kept, `${sumOf(JSON.stringify([version, planRef, tree, since])).slice(0, 32)}.json`);
  const known = wholeReport((await files.readIfThere(path))?.toString('utf8'));
  if (known !== undefined) return known;
  const snapshot = await store.snapshots.read(tip);
  const made: ReadReport = { report: reportOf(snapshot, await readPlanHistory(store, snapshot), since), quarantine: snapshot.config?.quarantine ?? [] };
  const text = JSON.stringify(made);
  // A full or read-only disk keeps nobody from a report.
  await files.write(path, `${sumOf(text)}\n${text}`).catch(() => undefined);
  await dropOldest({ files }, kept).catch(() => undefined);
  return made;
}

/** What a kept file holds, where it holds all that was written. */
function wholeReport(text: string | undefined): ReadReport | undefined {
  const end = text?.indexOf('\n') ?? -1;
  if (text === undefined || end < 0) return undefined;
  const body = text.slice(end + 1);
  if (sumOf(body) !== text.slice(0, end)) return undefined;
  const { report, quarantine } = JSON.parse(body) as ReadReport;
  return { report: { ...report, since: report.since }, quarantine };
}

async function dropOldest({ files }: Pick<Project['ports'], 'files'>, folder: string): Promise<void> {
  const found = await Promise.all((await files.list(folder)).map(async ({ name }) => ({ path: join(folder, name), modified: (await files.status(join(folder, name)))?.modified ?? 0n })));
  const old = found.sort((one, other) => (one.modified < other.modified ? 1 : -1)).slice(mostKept);
  await Promise.all(old.map(({ path }) => files.remove(path)));
}
