import { audit as auditProject } from '../../engine/auditing/audit.js';
import type { AuditReport } from '../../engine/auditing/auditReport.js';
import { openProject } from '../../engine/project.js';
import type { CommandContext } from '../commandContext.js';
import { answer, interruptible } from '../commandContext.js';
import { UsageError } from '../usageError.js';

const mostCounted = 100;

/** As it was typed. */
export interface AuditOptions {
  readonly since?: string;
  readonly replay?: boolean;
  readonly trust?: string;
}

function versionOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = /^v?([1-9]\d{0,8})$/.exec(text)?.[1];
  if (number === undefined) throw new UsageError(`"${text}" is no version of the plan. For instance: sanctum audit --since v3`);
  return Number(number);
}

function summaryOf({ broken, commits, landings, checked, since }: AuditReport): string {
  const from = since === undefined ? '' : ` since v${String(since)}`;
  return `audit: ${String(broken)} broken (${String(commits)} plan commits, ${String(landings)} landings${from}, invariants ${String(checked[0])} to ${String(checked.at(-1))})`;
}

function replaySummary(replayed: NonNullable<AuditReport['replayed']>): string {
  const counted = (['green', 'flaky', 'lessened', 'red', 'not-run'] as const).map((result) => [result, replayed.filter((one) => one.result === result).length] as const);
  const words = counted.filter(([result, count]) => count > 0 || result === 'green').map(([result, count]) => `${String(count)} ${result === 'not-run' ? 'not run' : result}`);
  return `replay: ${words.join(', ')}, of ${String(replayed.length)} tips that Sanctum gave master`;
}

/** Resolves to the number of broken invariants and of tips whose gate is red now or could not be run, at most 100. */
export async function audit(context: CommandContext, { since, replay = false, trust }: AuditOptions = {}): Promise<number> {
  const version = versionOf(since);
  const project = await openProject(context.ports, context.folder);
  try {
    const say = (words: string): void => {
      if (!context.json) context.print(`  ${words}`);
    };
    const result = await interruptible(context, (stop) => auditProject(project, { since: version, replay: replay ? { say, stop, trust } : undefined }));
    const lines = result.violations.map((one) => {
      const place = [one.commit?.slice(0, 10), one.path].filter((part) => part !== undefined).join(' ');
      return `  invariant ${String(one.invariant)}${place === '' ? '' : ` (${place})`}: ${one.words}\n    ${one.remedy}`;
    });
    const { replayed } = result;
    answer(context, result, [...lines, ...(replayed === undefined ? [] : [replaySummary(replayed)]), summaryOf(result)].join('\n'));
    return Math.min(result.broken + (replayed ?? []).filter((one) => one.result === 'red' || one.result === 'not-run').length, mostCounted);
  } finally {
    await project.close();
  }
}
