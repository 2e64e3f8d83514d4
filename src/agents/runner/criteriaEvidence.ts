import type { Submission } from '../runOrder.js';

type Evidence = NonNullable<Submission['criteria']>;

/** Why the evidence of a submission does not go with the ticket's criteria, in words that say what to send; undefined when it does. */
export function evidenceRefusal(criteria: readonly string[], evidence: Evidence): string | undefined {
  const numbers = evidence.map(({ criterion }) => criterion);
  const unknown = numbers.find((number) => number > criteria.length);
  if (unknown !== undefined) {
    const has = criteria.length === 0 ? 'the ticket has no criteria; leave "criteria" out' : `the ticket has ${String(criteria.length)}, numbered from 1, and no others can be added`;
    return `there is no criterion ${String(unknown)}: ${has}.`;
  }
  const twice = numbers.find((number, at) => numbers.indexOf(number) !== at);
  if (twice !== undefined) return `criterion ${String(twice)} is there twice. Send one entry for each, with all its evidence.`;
  const missing = criteria.flatMap((text, at) => (numbers.includes(at + 1) ? [] : [`${String(at + 1)} (${text})`]));
  if (missing.length === 0) return undefined;
  return `"criteria" must say of each criterion of the ticket how you know that it is met. Missing: ${missing.join('; ')}. Send all of it again with {"criterion": <its number>, "evidence": "<what you ran, and what it printed>"} for each.`;
}
