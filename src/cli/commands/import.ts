import { importInto, readForImport, refuseImport } from '../../engine/importing/importSource.js';
import { findSource } from '../../engine/importing/readSource.js';
import { openProject } from '../../engine/project.js';
import { importedRef } from '../../plan/paths.js';
import { broughtWords, reportText } from '../../plan/imports/importReport.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import type { InitOptions } from './init.js';
import { initWords, makePlan } from './init.js';

export interface ImportOptions extends InitOptions {
  readonly from?: string;
  readonly dryRun?: boolean;
}

/** Brings the plan of Scriptorium into the repository's own; where there is none yet, Init comes first. */
export async function importPlan(context: CommandContext, options: ImportOptions): Promise<ExitCode> {
  const project = await openProject(context.ports, context.folder);
  try {
    const source = await findSource(project, options.from);
    const hasPlan = (await project.store.tip()) !== undefined;
    if (hasPlan) await refuseImport(project, source);
    const read = await readForImport(project, source);
    const { plan } = read;
    const report = reportText(plan, source.branch, importedRef(source.commit));
    if (options.dryRun === true) {
      answer(context, { from: source.commit, tickets: plan.tickets.length, remarks: plan.remarks }, `${report}\n\nNothing was changed. To bring it over: sanctum import`);
      return exitCodes.done;
    }
    if (!hasPlan) {
      const made = await makePlan(context, project, context.folder, options);
      if (!context.json) context.print(initWords(made));
    }
    const { commit, kept, report: path } = await importInto(project, read);
    answer(
      context,
      { commit, from: source.commit, kept, report: path, tickets: plan.tickets.length, remarks: plan.remarks },
      `${report}\n\nImported ${broughtWords(plan)}. This report is kept: sanctum show ${path}\nNext: sanctum status, then sanctum run`,
    );
    return exitCodes.done;
  } finally {
    await project.close();
  }
}
