import { audit as auditProject } from '../../engine/auditing/audit.js';
import { openProject } from '../../engine/project.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';

const mostCounted = 100;

/** Resolves to the number of broken invariants, at most 100. */
export async function audit(context: CommandContext): Promise<number> {
  const project = await openProject(context.ports, context.folder);
  try {
    const result = await auditProject(project);
    const lines = result.violations.map((one) => {
      const place = [one.commit?.slice(0, 10), one.path].filter((part) => part !== undefined).join(' ');
      return `  invariant ${String(one.invariant)}${place === '' ? '' : ` (${place})`}: ${one.words}\n    ${one.remedy}`;
    });
    const summary = `audit: ${String(result.broken)} broken (${String(result.commits)} plan commits, ${String(result.landings)} landings, invariants ${result.checked.join(', ')})`;
    answer(context, result, [...lines, summary].join('\n'));
    return Math.min(result.broken, mostCounted);
  } finally {
    await project.close();
  }
}
