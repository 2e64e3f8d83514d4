import type { SettledFinding } from './atoms.js';
import type { Review } from './planningSchemas.js';

/** What a review said must be changed, by the number that each finding has in it; nothing for one that approved. */
export function mustsOf(review: Pick<Review, 'verdict' | 'findings'> | undefined): { finding: number; text: string }[] {
  if (review?.verdict !== 'request-changes') return [];
  return review.findings.flatMap(({ severity, place, text }, at) => (severity === 'must' ? [{ finding: at + 1, text: place === undefined ? text : `${place}: ${text}` }] : []));
}

/**
 * Whether reviews have come to no end: this one asks for as much as the one before, or more. To send it round again would only cost another
 * run; who wrote the ticket must say what is wanted.
 */
export function isPlateau(before: Pick<Review, 'verdict' | 'findings'> | undefined, now: Pick<Review, 'verdict' | 'findings'>): boolean {
  const [earlier, present] = [mustsOf(before).length, mustsOf(now).length];
  return earlier > 0 && present >= earlier;
}

/** Findings as a numbered list. */
export function findingLines(findings: Review['findings']): readonly string[] {
  return findings.map(({ severity, place, text }, at) => `${String(at + 1)}. **${severity}**${place === undefined ? '' : ` ${place}:`} ${text}`);
}

/** The same, each with what the coding agent says of it. */
export function settledLines(findings: Review['findings'], settled: readonly SettledFinding[]): readonly string[] {
  const said = new Map(settled.map((one) => [one.finding, one]));
  return findingLines(findings).map((line, at) => {
    const one = said.get(at + 1);
    return one === undefined ? line : `${line}\n   The coding agent says: ${one.outcome}. ${one.how.replace(/\n/g, '\n   ')}`;
  });
}
