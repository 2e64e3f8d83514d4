import type { Criterion } from './criterion.js';
import { checkOf, textOf } from './criterion.js';
import { criteriaPath } from './paths.js';
import type { CriteriaFields, KnownCriterion } from './planningSchemas.js';
import type { TicketFields } from './schemas.js';
import type { Change } from './transition.js';
import { document } from './transition.js';

/** What an agent says of a criterion, by its number from 1. */
export interface Evidence {
  readonly criterion: number;
  readonly evidence: string;
}

/** What became of a criterion when it was to be run. */
export interface Outcome {
  readonly result: NonNullable<KnownCriterion['result']>;
  readonly why: string;
}

/** A criterion with what is known of it. */
export function knownCriterion(criterion: Criterion, evidence?: string, outcome?: Outcome): KnownCriterion {
  return { text: textOf(criterion), ...checkOf(criterion), ...(evidence === undefined ? {} : { evidence }), ...outcome };
}

/** The record of a submission whose criteria were not run yet. */
export function handedIn({ id, attempts, criteria }: Pick<TicketFields, 'id' | 'attempts' | 'criteria'>, commit: string, evidence: readonly Evidence[]): CriteriaFields {
  const said = new Map(evidence.map((one) => [one.criterion, one.evidence]));
  return { ticket: id, attempt: attempts, commit, criteria: criteria.map((criterion, at) => knownCriterion(criterion, said.get(at + 1))) };
}

/** The record with what was found on a tree, by the criteria's numbers from 1. */
export function withOutcomes(record: CriteriaFields, tested: NonNullable<CriteriaFields['tested']>, outcomes: ReadonlyMap<number, Outcome>): CriteriaFields {
  return { ...record, tested, criteria: record.criteria.map((criterion, at) => ({ ...criterion, ...outcomes.get(at + 1) })) };
}

/** Writes a record; `output` is what failed criteria printed, as Markdown. */
export function criteriaChange(record: CriteriaFields, output = ''): Change {
  return [criteriaPath(record.ticket, record.attempt), document(record, output)];
}

function resultWords({ test, command, result, why }: KnownCriterion): string {
  const check = test === undefined ? (command === undefined ? 'for the reviewer to judge' : `command \`${command}\``) : `test "${test}"`;
  if (result === undefined) return check;
  const state = { passed: 'passed', failed: 'failed', 'not-run': 'not run' }[result];
  return why === undefined ? `${state} (${check})` : `${state}: ${why} (${check})`;
}

/** A line for each criterion, with its number: what must be true, and what is known of it. */
export function criteriaLines(criteria: readonly KnownCriterion[]): readonly string[] {
  return criteria.map((criterion, at) => `${String(at + 1)}. ${criterion.text} — ${resultWords(criterion)}`);
}

/** The same with the evidence of the coding agent, for whoever reviews the submission. */
export function criteriaForReview(criteria: readonly KnownCriterion[]): string {
  return criteria.map((criterion, at) => `${criteriaLines(criteria)[at] ?? ''}\n${evidenceLines(criterion.evidence)}`).join('\n');
}

function evidenceLines(evidence: string | undefined): string {
  if (evidence === undefined) return '   No evidence was given.';
  return `   The coding agent says: ${evidence.trim().replace(/\n/g, '\n   ')}`;
}
