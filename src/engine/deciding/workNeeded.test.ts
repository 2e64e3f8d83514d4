import assert from 'node:assert/strict';
import { at, commit, keyed, observed, proposal, question, tree, work } from '../../../test/support/observation.js';
import type { WorkFields } from '../../plan/planningSchemas.js';
import type { Snapshot } from '../../plan/snapshot.js';
import { isMoot } from './workNeeded.js';

const [spec, earlier, blob] = ['1'.repeat(40), '2'.repeat(40), '3'.repeat(40)];
const run = 'R-20261121T043000-areas-1-abcd';
const cutFor = (of: string) => ({ of, run, at });
const area = { path: 'areas/cli.md', blob, text: '', fields: { area: 'cli', title: 'cli' } };
const pending = { ticket: '0001', run, attempt: 1, base: tree, commit, tree, summary: 'Done', model: 'rehearsal', submitted: at };

const areas = work({ name: 'areas', kind: 'areas', role: 'architect', of: earlier }).fields;
const tickets = work({ name: 'tickets-cli', kind: 'tickets', role: 'manager', of: earlier, subject: 'cli' }).fields;
const answer = work({ name: 'answer-Q-0001-manager', kind: 'answer', role: 'manager', of: blob, subject: 'Q-0001' }).fields;
const review = work({ name: 'review-0001', kind: 'review', role: 'merging', of: commit, subject: '0001' }).fields;

const design = work({ name: 'design-P-0001', kind: 'design', role: 'architect', of: blob, subject: 'P-0001' }).fields;
const accepted = { state: 'accepted', accepted: { by: 'ada@home', at } } as const;

const cases: readonly (readonly [what: string, piece: WorkFields, on: Partial<Snapshot>, moot: boolean])[] = [
  ['a spec that is not cut', areas, { spec }, false],
  ['a spec that changed since', areas, { spec, cuts: new Map([[undefined, cutFor(blob)]]) }, false],
  ['a spec that is again as it was cut', areas, { spec, cuts: new Map([[undefined, cutFor(spec)]]) }, true],
  ['a spec that is gone', areas, {}, true],
  ['an area that changed since', tickets, { areas: keyed({ cli: area }), cuts: new Map([['cli', cutFor(earlier)]]) }, false],
  ['an area that is again as it was cut', tickets, { areas: keyed({ cli: area }), cuts: new Map([['cli', cutFor(blob)]]) }, true],
  ['an area that is gone', tickets, { cuts: new Map([['cli', cutFor(earlier)]]) }, true],
  ['a question that lies with its level', answer, { questions: keyed({ 'Q-0001': question('Q-0001') }) }, false],
  ['a question that went on', answer, { questions: keyed({ 'Q-0001': question('Q-0001', { path: [{ level: 'architect', at }] }) }) }, true],
  ['a question that somebody answered', answer, { questions: keyed({ 'Q-0001': question('Q-0001', { state: 'answered', answer: 'Yes' }) }) }, true],
  ['a proposal that is accepted', design, { proposals: keyed({ 'P-0001': proposal('P-0001', 'Farewells', accepted) }) }, false],
  ['a proposal that was filed', design, { proposals: keyed({ 'P-0001': proposal('P-0001', 'Farewells', { ...accepted, filed: { run, at, areas: ['cli'] } }) }) }, true],
  ['a proposal that was rejected after all', design, { proposals: keyed({ 'P-0001': proposal('P-0001', 'Farewells', { state: 'rejected', rejected: { by: 'ada@home', at } }) }) }, true],
  ['a pitch', work({ name: 'pitch', kind: 'pitch', role: 'architect', of: blob }).fields, {}, false],
  ['a submission that is there', review, { pending: keyed({ '0001': pending }) }, false],
  ['a submission that was approved', review, { pending: keyed({ '0001': pending }), reviews: keyed({ '0001': { ticket: '0001', attempt: 1, by: 'ada@home', commit, verdict: 'approve', findings: [], at } }) }, true],
  ['a submission that another one replaced', review, { pending: keyed({ '0001': { ...pending, commit: tree } }) }, true],
];

describe('work that was begun', () => {
  for (const [what, piece, on, moot] of cases) {
    it(`for ${what} ${moot ? 'serves nobody' : 'is needed'}`, () => {
      assert.equal(isMoot(observed({ snapshot: on }).snapshot, piece), moot);
    });
  }
});
