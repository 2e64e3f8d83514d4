import { parse } from 'yaml';
import type { Stage } from './stage.js';
import { demand, use } from './stage.js';

export interface Submission {
  readonly summary: string;
  readonly evidence: string;
  readonly criteria?: readonly { readonly criterion: number; readonly evidence: string }[] | undefined;
}

/**
 * Hands in; where the ticket has criteria and nothing was written of them, with a word for each, and with one for each finding of the last
 * review. Throws when that is not taken.
 */
export async function submitAll(stage: Pick<Stage, 'print' | 'tools'>, { criteria, ...submission }: Submission): Promise<void> {
  const first = await use(stage, 'submit_pr', { ...submission, ...(criteria === undefined ? {} : { criteria }) });
  if (first.accepted) return;
  const count = criteria === undefined ? criteriaIn(await demand(stage, 'read_plan', { document: 'ticket' })) : 0;
  const all = { ...submission, criteria: criteria ?? Array.from({ length: count }, (_, at) => ({ criterion: at + 1, evidence: submission.evidence })) };
  const { accepted, text } = count === 0 ? first : await use(stage, 'submit_pr', all);
  if (accepted) return;
  const findings = missingFindings(text);
  if (findings.length === 0) throw new Error(text);
  await demand(stage, 'submit_pr', { ...all, findings: findings.map((finding) => ({ finding, outcome: 'closed', how: submission.evidence })) });
}

/** The numbers of the findings that a refusal asks for. */
function missingFindings(refusal: string): readonly number[] {
  const listed = /"findings" must say [^]*Missing: ([^]*)\. Send all of it again/.exec(refusal)?.[1] ?? '';
  return [...listed.matchAll(/(?:^|; )(\d+) \(/g)].map(([, number]) => Number(number));
}

/** How many criteria a ticket's document has. */
export function criteriaIn(ticketText: string): number {
  const front = /(?:^|\n)---\r?\n([\s\S]*?)\r?\n---/.exec(ticketText)?.[1];
  const fields: unknown = front === undefined ? undefined : parse(front);
  const list: unknown = typeof fields === 'object' && fields !== null && 'criteria' in fields ? fields.criteria : undefined;
  return Array.isArray(list) ? list.length : 0;
}
