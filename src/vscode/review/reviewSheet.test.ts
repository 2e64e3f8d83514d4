import assert from 'node:assert/strict';
import { at, commit, ticket, tree, verdict } from '../../../test/support/observation.js';
import type { ReviewFacts } from './reviewSheet.js';
import { reviewSheet } from './reviewSheet.js';

const pending = { ticket: '0001', run: 'R-1', attempt: 2, base: tree, commit, tree, summary: 'It greets.', model: 'rehearsal', submitted: at };
const facts: ReviewFacts = {
  ticket: { ...ticket('0001', 'in-progress', { title: 'Greet', criteria: ['It says hello'] }), text: '---\nid: "0001"\n---\n\nPlease greet.\n' },
  phase: 'reviewing',
  work: { kind: 'submission', pending },
  files: 2,
  verdict: undefined,
  review: undefined,
  asksForReviews: true,
  criteria: [{ text: 'It says hello', test: 'hello', result: 'failed', why: 'it ended with exit code 1' }, { text: 'It is told of' }],
};
const sheet = (more: Partial<ReviewFacts>) => reviewSheet({ ...facts, ...more });

describe('the sheet beside a change', () => {
  it('says what was done, how the gate and the review stand, and what was asked', () => {
    const text = sheet({});
    for (const words of ['# 0001 Greet', '**reviewing**', '2 files changed · attempt 2 · rehearsal', 'It greets.', 'Not tested on the present master yet.', 'It waits for its review', '1. It says hello — failed: it ended with exit code 1 (test "hello")', '2. It is told of — for the reviewer to judge', 'Please greet.']) assert.ok(text.includes(words), words);
  });

  it('holds what the gate said', () => assert.match(sheet({ verdict: { fields: verdict('red'), output: '`make test` failed.\n' } }), /## Gate\n\n\*\*red\*\*.*\n\n`make test` failed\.\n/));

  it('tells the review of exactly this submission', () => {
    const review = { ticket: '0001', attempt: 2, by: 'ada@home', commit, verdict: 'approve' as const, findings: [{ severity: 'note' as const, place: 'a.txt:1', text: 'Fine.' }], at };
    assert.match(sheet({ review }), /\*\*approved\*\* by ada@home · attempt 2 .*\n\n1\. \*\*note\*\* a\.txt:1: Fine\./);
    assert.match(sheet({ review: { ...review, commit: tree } }), /It waits for its review/);
    assert.match(sheet({ asksForReviews: false }), /No review is asked for/);
  });

  it('says when nothing is kept yet', () => {
    assert.match(sheet({ work: { kind: 'live' }, files: 1 }), /1 file changed so far, as they lie in the worktree\. .* nothing of it is kept yet\./);
    assert.match(sheet({ work: { kind: 'live' }, files: 0 }), /has changed no file yet/);
  });
});
