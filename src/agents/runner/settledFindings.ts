import type { RunOrder, Submission } from '../runOrder.js';

/** Why what a submission says of the last review's findings is not enough, in words that say what to send; undefined when it is. */
export function findingsRefusal(findings: NonNullable<RunOrder['findings']>, settled: NonNullable<Submission['findings']>): string | undefined {
  const numbers = settled.map(({ finding }) => finding);
  const missing = findings.filter(({ finding }) => !numbers.includes(finding)).map(({ finding, text }) => `${String(finding)} (${text})`);
  if (missing.length === 0) return undefined;
  return `"findings" must say of each finding of the last review that must be changed what became of it. Missing: ${missing.join('; ')}. Send all of it again with {"finding": <its number>, "outcome": "closed" or "rebutted", "how": "<what you changed, or why it is wrong>"} for each.`;
}
