import type { ImportedPlan } from './importedPlan.js';
import type { Remark } from './sourceFile.js';

function counted(count: number, one: string): string {
  return `${String(count)} ${one}${count === 1 ? '' : 's'}`;
}

/** `a spec, 2 areas, 14 tickets (3 open, 1 stuck, 10 done) and 1 decision`. */
export function broughtWords({ spec, areas, decisions, tickets }: ImportedPlan): string {
  const states = (['open', 'stuck', 'done'] as const).flatMap((state) => {
    const count = tickets.filter((ticket) => ticket.state === state).length;
    return count === 0 ? [] : [`${String(count)} ${state}`];
  });
  const parts = [
    ...(spec === undefined ? [] : ['a spec']),
    ...(areas.length === 0 ? [] : [counted(areas.length, 'area')]),
    ...(tickets.length === 0 ? [] : [`${counted(tickets.length, 'ticket')} (${states.join(', ')})`]),
    ...(decisions.length === 0 ? [] : [counted(decisions.length, 'decision')]),
  ];
  return parts.length < 2 ? (parts[0] ?? 'nothing') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

function listed(remarks: readonly Remark[]): string {
  return remarks.map(({ path, words }) => `- \`${path.replaceAll('`', "'")}\`: ${words}`).join('\n');
}

/** The report as Markdown: what came over, what was left out, and what was read otherwise than it was written. */
export function reportText(plan: ImportedPlan, branch: string, kept: string): string {
  const [out, otherwise] = [true, false].map((isLeftOut) => plan.remarks.filter((remark) => remark.isLeftOut === isLeftOut));
  const parts = [
    `# Imported from ${branch}`,
    `What came over: ${broughtWords(plan)}. The whole of it is kept as \`${kept}\`.`,
    ...(out === undefined || out.length === 0 ? [] : ['## Left out', listed(out)]),
    ...(otherwise === undefined || otherwise.length === 0 ? [] : ['## Read otherwise than it was written', listed(otherwise)]),
  ];
  return parts.join('\n\n');
}
