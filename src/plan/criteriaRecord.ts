import type { Criterion } from './criterion.js';
import { checkOf, textOf } from './criterion.js';
import { criteriaPath } from './paths.js';
import type { CriteriaFields, KnownCriterion } from './planningSchemas.js';
import type { TicketFields } from './schemas.js';
import type { Snapshot } from './snapshot.js';
import type { Change } from './transition.js';
import { document } from './transition.js';

type TestedBefore = NonNullable<CriteriaFields['earlier']>[number];

/** So many trees are remembered of one attempt: stacks that hold it are tested beside each other, and none of them is to be forgotten for another. */
const mostRemembered = 64;

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

/** What a test found of an attempt's criteria. */
export interface CriteriaTested {
  readonly on: NonNullable<CriteriaFields['tested']>;
  /** By the criteria's numbers from 1. */
  readonly outcomes: ReadonlyMap<number, Outcome>;
}

/** What a test of criteria writes, which stands beside what others have found until then. */
export type CriteriaWriting = (snapshot: Pick<Snapshot, 'criteria'>) => readonly Change[];

function numbered(criteria: readonly KnownCriterion[], wanted: KnownCriterion['result']): number[] {
  return criteria.flatMap(({ result }, at) => (result === wanted ? [at + 1] : []));
}

/** All that is known of trees, the latest last. */
function testsIn({ tested, earlier = [], criteria }: CriteriaFields): readonly TestedBefore[] {
  return [...earlier, ...(tested === undefined ? [] : [{ ...tested, passed: numbered(criteria, 'passed'), failed: numbered(criteria, 'failed') }])];
}

function isSameAsked(one: CriteriaFields, other: CriteriaFields): boolean {
  const asked = ({ criteria }: CriteriaFields): string => JSON.stringify(criteria.map(({ text, test, command }) => [text, test, command]));
  return asked(one) === asked(other);
}

/**
 * The record with what was found on a tree. `before` is what was known until then: of the same submission what its agent said is kept, and what
 * was found on other trees, as long as the criteria are those that were asked for then.
 */
export function withTest(ticket: Pick<TicketFields, 'id' | 'attempts' | 'criteria'>, commit: string, before: CriteriaFields | undefined, { on, outcomes }: CriteriaTested): CriteriaFields {
  const known = before?.commit === commit && before.attempt === ticket.attempts ? before : undefined;
  // The engineer may have changed the criteria since the work was handed in: what was said is kept by its place.
  const said = (known?.criteria ?? []).flatMap(({ evidence }, index) => (evidence === undefined ? [] : [{ criterion: index + 1, evidence }]));
  const record = handedIn(ticket, commit, said);
  const others = known === undefined || !isSameAsked(known, record) ? [] : testsIn(known).filter(({ tree, fingerprint }) => tree !== on.tree || fingerprint !== on.fingerprint);
  return {
    ...record,
    tested: on,
    ...(others.length === 0 ? {} : { earlier: others.slice(-mostRemembered) }),
    criteria: record.criteria.map((criterion, at) => ({ ...criterion, ...outcomes.get(at + 1) })),
  };
}

/** The numbers of the criteria that failed on a tree, as it was tested last in a way that fits; undefined where they were not run there so. */
export function failedOn(record: CriteriaFields | undefined, tree: string, fits: (test: Pick<TestedBefore, 'fingerprint' | 'gate'>) => boolean): readonly number[] | undefined {
  const tests = record === undefined ? [] : testsIn(record);
  return tests.findLast((test) => test.tree === tree && fits(test))?.failed;
}

/** The criteria with what was found on one tree; what stands in the record where nothing was found there. */
export function criteriaOn(record: CriteriaFields, tree: string): readonly KnownCriterion[] {
  const found = record.tested?.tree === tree ? undefined : record.earlier?.findLast((test) => test.tree === tree);
  if (found === undefined) return record.criteria;
  return record.criteria.map(({ result, why, ...criterion }, at) => {
    if (found.passed.includes(at + 1)) return { ...criterion, result: 'passed' };
    if (found.failed.includes(at + 1)) return { ...criterion, result: 'failed' };
    return { ...criterion, ...(result === 'not-run' ? { result, why } : {}) };
  });
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
