import { absenceOf } from '../../engine/reporting/absenceOf.js';
import { noteLook } from '../../engine/reporting/lastLook.js';
import { readReport } from '../../engine/reporting/reportCache.js';
import type { Project } from '../../engine/project.js';
import { openProject } from '../../engine/project.js';
import { readVersionTime } from '../../engine/reporting/versionTime.js';
import { reportCsv, reportLines } from '../../insight/reportText.js';
import { isoSeconds } from '../../platform/clock.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import { UsageError } from '../usageError.js';

export interface ReportOptions {
  readonly since?: string;
  readonly sinceLast?: boolean;
  readonly csv?: boolean;
}

const unitMilliseconds = { m: 60_000, h: 3600_000, d: 86_400_000, w: 604_800_000 } as const;

/** What was asked a moment ago is asked again: a span is counted from the beginning of this minute, so that its report is kept that long. */
function spanBefore(now: number, count: number, unit: keyof typeof unitMilliseconds): number {
  return now - (now % unitMilliseconds.m) - count * unitMilliseconds[unit];
}

/** `3d`, `12h` before now, a version of the spec, or a date as the engineer writes it. Throws UsageError. */
async function moment(text: string, project: Project): Promise<string> {
  const [, version] = /^v([1-9]\d{0,8})$/.exec(text) ?? [];
  if (version !== undefined) {
    const accepted = await readVersionTime(project, Number(version));
    if (accepted === undefined) throw new UsageError(`There is no version ${text} of the spec. List them: sanctum plan log`);
    return accepted;
  }
  const [, count, unit] = /^(\d{1,4})([mhdw])$/.exec(text) ?? [];
  const then = count === undefined ? Date.parse(text) : spanBefore(project.ports.clock.now(), Number(count), unit as keyof typeof unitMilliseconds);
  if (Number.isNaN(then)) throw new UsageError(`"${text}" is no time. Say 30m, 12h, 3d or 2w, a version such as v3, or a date such as 2026-11-21 or 2026-11-21T08:00.`);
  return isoSeconds(then);
}

/** What all runs came to, from the plan's history alone. */
export async function report(context: CommandContext, { since, sinceLast, csv }: ReportOptions): Promise<ExitCode> {
  if (sinceLast === true && (since !== undefined || csv === true)) throw new UsageError('--since-last is a report of its own: leave --since and --csv out.');
  const project = await openProject(context.ports, context.folder);
  try {
    if (sinceLast === true) {
      const { report: made, lines } = await absenceOf(project);
      answer(context, made, lines.join('\n'));
      await noteLook(project);
      return exitCodes.done;
    }
    const { report: made, quarantine } = await readReport(project, since === undefined ? undefined : await moment(since, project));
    answer(context, made, csv === true ? reportCsv(made) : reportLines(made, quarantine).join('\n'));
    return exitCodes.done;
  } finally {
    await project.close();
  }
}
