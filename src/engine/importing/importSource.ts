import { broughtWords } from '../../plan/imports/importReport.js';
import type { ImportedPlan } from '../../plan/imports/importedPlan.js';
import { readScriptorium } from '../../plan/imports/readScriptorium.js';
import { importPlan, importRefusal } from '../../plan/importTransition.js';
import { importedRef, importPath, ticketPath } from '../../plan/paths.js';
import { parseTicket } from '../../plan/snapshotReader.js';
import { document } from '../../plan/transition.js';
import { isoSeconds } from '../../platform/clock.js';
import { engineerName, writeCommand } from '../orders/writeCommand.js';
import type { Project } from '../project.js';
import { ImportError } from './importError.js';
import type { FoundSource } from './readSource.js';
import { readSource } from './readSource.js';

/** What was read, before anything is written. */
export interface ReadPlan {
  readonly source: FoundSource;
  readonly plan: ImportedPlan;
}

/** Reads what would be imported, and writes nothing. Throws ImportError. */
export async function readForImport(project: Project, source: FoundSource): Promise<ReadPlan> {
  const plan = readScriptorium(await readSource(project, source));
  for (const { state, name, fields, body } of plan.tickets) {
    const path = ticketPath(state, fields.id, name);
    const ticket = parseTicket(path, document(fields, body));
    if ('words' in ticket) throw new ImportError(`${fields.imported.path} cannot be written as a ticket: ${ticket.words}`);
  }
  if (plan.spec === undefined && plan.areas.length + plan.tickets.length + plan.decisions.length === 0) throw new ImportError(`Nothing of ${source.branch} can be imported: ${plan.remarks.map(({ path, words }) => `${path}: ${words}`).join(' ')}`);
  return { source, plan };
}

/** Throws ImportError where the plan has tickets already, or this was imported before. NoPlanError is for who comes before Init. */
export async function refuseImport(project: Project, { commit }: FoundSource): Promise<void> {
  const snapshot = await project.store.read();
  const refusal = importRefusal(snapshot);
  if (refusal !== undefined) throw new ImportError(refusal.refused);
  if ((await project.store.snapshots.text(snapshot.commit, importPath(commit))) !== undefined) throw new ImportError(`${commit.slice(0, 12)} was imported already; ${importPath(commit)} says what came of it.`);
}

export interface ImportResult {
  /** The commit of the plan. */
  readonly commit: string;
  /** The ref that keeps all of the source. */
  readonly kept: string;
  /** Where on the plan the report lies. */
  readonly report: string;
  readonly words: string;
}

/** Brings what was read into the plan, as one commit. First all of the source is kept under a ref. Throws ImportError, OrderError, NoPlanError. */
export async function importInto(project: Project, { source, plan }: ReadPlan): Promise<ImportResult> {
  const { commit: from, branch } = source;
  await refuseImport(project, source);
  const kept = importedRef(from);
  await project.repository.refs.swap(kept, from, undefined);
  if ((await project.repository.refs.read(kept)) !== from) throw new ImportError(`${kept} could not be written, so nothing was imported.`);
  const facts = { plan, from, branch: branch.slice(0, 200), by: engineerName(project), at: isoSeconds(project.ports.clock.now()), format: project.place.format };
  const { commit } = await writeCommand(project, importPlan(facts));
  return { commit, kept, report: importPath(from), words: broughtWords(plan) };
}
