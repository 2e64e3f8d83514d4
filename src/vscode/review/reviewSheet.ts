import { readBody } from '../../plan/frontMatter.js';
import { criteriaLines } from '../../plan/criteriaRecord.js';
import type { BaseTests, KnownCriterion, ProtectedChange, Review } from '../../plan/planningSchemas.js';
import type { Verdict } from '../../plan/schemas.js';
import type { Ticket } from '../../plan/snapshot.js';
import { baseTestsWords } from '../../queue/baseTests.js';
import type { ReviewedWork } from './reviewedChange.js';

/** All that is known of a ticket's work, to be read beside the change. */
export interface ReviewFacts {
  readonly ticket: Ticket;
  /** Where the ticket is, in words. */
  readonly phase: string;
  readonly work: ReviewedWork;
  /** How many files the change touches. */
  readonly files: number;
  /** The verdict on what is to land, or landed, with the gate's words. */
  readonly verdict: { readonly fields: Verdict; readonly output: string } | undefined;
  /** Of the newest attempt that was reviewed. */
  readonly review: Review | undefined;
  /** What of it waits for the engineer. */
  readonly unapproved?: readonly ProtectedChange[];
  /** What the newest attempt that was so tested comes to with the tests as they were. */
  readonly baseTests?: BaseTests | undefined;
  /** Whether a submission lands only when it is approved. */
  readonly asksForReviews: boolean;
  /** With what is known of each from the latest attempt. */
  readonly criteria: readonly KnownCriterion[];
}

function workLines({ work, files }: ReviewFacts): readonly string[] {
  const changes = `${String(files)} file${files === 1 ? '' : 's'} changed`;
  switch (work.kind) {
    case 'submission':
      return [`${changes} · attempt ${String(work.pending.attempt)} · ${work.pending.model} · handed in ${work.pending.submitted}`, '', work.pending.summary.trim()];
    case 'landing':
      return [`${changes} · landed ${work.landed.at} as \`${work.landed.commit.slice(0, 10)}\``];
    case 'snapshot':
      return [`${changes} · kept as \`${work.commit.slice(0, 10)}\` when the latest run ended`];
    case 'live':
      return [files === 0 ? 'The agent is at work, and has changed no file yet.' : `${changes} so far, as they lie in the worktree. The agent is at work: nothing of it is kept yet.`];
    case 'none':
      return ['Nobody has worked on it yet.'];
  }
}

function gateLines({ verdict, work }: ReviewFacts): readonly string[] {
  if (verdict === undefined) return [work.kind === 'submission' ? 'Not tested on the present master yet.' : 'There is no verdict on it.'];
  const { result, seconds, tree, tests, finished } = verdict.fields;
  const before = verdict.fields['tests-before'];
  const counted = tests === 'unknown' ? '' : ` · ${String(tests)} tests${before === undefined ? '' : `, where master ran ${String(before)}`}`;
  return [`**${result}**${counted} · ${String(seconds)} s · tree \`${tree.slice(0, 10)}\` · ${finished}`, '', verdict.output.trim()];
}

function reviewLines({ review, work, asksForReviews }: ReviewFacts): readonly string[] {
  const commit = work.kind === 'submission' ? work.pending.commit : undefined;
  const isOfThis = review !== undefined && (commit === undefined || review.commit === commit);
  if (!isOfThis) return [work.kind !== 'submission' ? 'There is no review of it.' : asksForReviews ? 'It waits for its review: it lands when it is approved.' : 'No review is asked for: it lands when its gate is green.'];
  const { verdict, by, run, at, attempt, findings } = review;
  const words = verdict === 'approve' ? '**approved**' : '**changes are asked for**';
  return [
    `${words} by ${by ?? 'the merging agent'}${run === undefined ? '' : ` (${run})`} · attempt ${String(attempt)} · ${at}`,
    ...(findings.length === 0 ? [] : ['', ...findings.map(({ severity, place, text }, at) => `${String(at + 1)}. **${severity}**${place === undefined ? '' : ` ${place}:`} ${text}`)]),
  ];
}

function protectedLines({ unapproved = [] }: ReviewFacts): readonly string[] {
  if (unapproved.length === 0) return [];
  return ['## Waits for you', '', 'It lands only when you have approved that:', '', ...unapproved.map(({ words }) => `- it ${words}`), ''];
}

/** The sheet as Markdown. */
export function reviewSheet(facts: ReviewFacts): string {
  const { fields, text } = facts.ticket;
  const criteria = criteriaLines(facts.criteria);
  return [
    `# ${fields.id} ${fields.title}`,
    '',
    `**${facts.phase}**`,
    '',
    ...protectedLines(facts),
    '## What was done',
    '',
    ...workLines(facts),
    '',
    '## Gate',
    '',
    ...gateLines(facts),
    '',
    ...(facts.baseTests === undefined ? [] : [`Attempt ${String(facts.baseTests.attempt)} changes existing tests. ${baseTestsWords(facts.baseTests)}`, '']),
    '## Review',
    '',
    ...reviewLines(facts),
    '',
    ...(criteria.length === 0 ? [] : ['## Criteria', '', ...criteria, '']),
    '## What was asked',
    '',
    readBody(text).trim(),
    '',
  ].join('\n');
}
