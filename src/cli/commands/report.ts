import { openProject } from '../../engine/project.js';
import { flakyLine, flakyTests } from '../../insight/flaky.js';
import { reportOf } from '../../insight/report.js';
import { reportCsv, reportLines } from '../../insight/reportText.js';
import { allVerdicts } from '../../plan/verdicts.js';
import { isoSeconds } from '../../platform/clock.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import { UsageError } from '../usageError.js';

export interface ReportOptions {
  readonly since?: string;
  readonly csv?: boolean;
}

const unitMilliseconds = { m: 60_000, h: 3600_000, d: 86_400_000, w: 604_800_000 } as const;

/** `3d`, `12h` before now, or a date as the engineer writes it. Throws UsageError. */
function moment(text: string, now: number): string {
  const [, count, unit] = /^(\d{1,4})([mhdw])$/.exec(text) ?? [];
  const then = count === undefined ? Date.parse(text) : now - Number(count) * unitMilliseconds[unit as keyof typeof unitMilliseconds];
  if (Number.isNaN(then)) throw new UsageError(`"${text}" is no time. Say 30m, 12h, 3d or 2w, or a date such as 2026-11-21 or 2026-11-21T08:00.`);
  return isoSeconds(then);
}

/** What all runs came to, from the plan's history alone. */
export async function report(context: CommandContext, { since, csv }: ReportOptions): Promise<ExitCode> {
  const from = since === undefined ? undefined : moment(since, context.ports.clock.now());
  const project = await openProject(context.ports, context.folder);
  try {
    const snapshot = await project.store.read();
    const made = reportOf(snapshot, await project.store.records.read(snapshot), from);
    const flaky = flakyTests(await allVerdicts(project.store.snapshots, snapshot), from === undefined ? undefined : Date.parse(from));
    const told = flaky.length === 0 ? [] : ['', 'Flaky tests, red and green on one tree, by verdicts:', ...flaky.map((one) => `  ${flakyLine(one, snapshot.config?.quarantine)}`)];
    answer(context, { ...made, flaky }, csv === true ? reportCsv(made) : [...reportLines(made), ...told].join('\n'));
    return exitCodes.done;
  } finally {
    await project.close();
  }
}
