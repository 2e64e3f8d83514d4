import assert from 'node:assert/strict';
import type { FailureCause } from '../../agents/stream/agentEvent.js';
import { failureCauses } from '../../agents/stream/agentEvent.js';
import { wasServed } from '../../insight/beginnings.js';
import type { Course, Outcome } from './consequences.js';
import { consequenceOf, consequences, outcomeOf, unservedWords } from './consequences.js';

const [fresh, worked]: readonly Course[] = [{ before: undefined, worked: false }, { before: undefined, worked: true }];
const again = (cause: FailureCause): Course => ({ before: cause, worked: true });
const outcome = (of: Partial<Outcome>): Outcome => ({ own: false, goesOn: false, asks: false, sticks: false, ...of });

const table: readonly (readonly [FailureCause, Course | undefined, Outcome, rests: string, ends: string])[] = [
  ['rate-limit', fresh, outcome({}), 'provider', 'by itself'],
  ['rate-limit', worked, outcome({ goesOn: true }), 'provider', 'by itself'],
  ['rate-limit', again('rate-limit'), outcome({ goesOn: true }), 'provider', 'by itself'],
  ['quota', worked, outcome({ goesOn: true }), 'provider', 'by itself'],
  ['login', fresh, outcome({}), 'provider', 'mended'],
  ['outage', worked, outcome({ goesOn: true }), 'provider', 'by itself'],
  ['settings', fresh, outcome({}), 'provider', 'by itself, or mended'],
  ['tools', fresh, outcome({}), 'provider', 'by itself, or mended'],
  ['request', fresh, outcome({}), 'model', 'by itself, or mended'],
  ['context', worked, outcome({ asks: true }), 'nothing', 'by itself'],
  ['context', again('context'), outcome({ sticks: true }), 'nothing', 'by itself'],
  ['refusal', worked, outcome({ own: true }), 'nothing', 'by itself'],
  ['crash', fresh, outcome({ goesOn: true }), 'nothing', 'by itself'],
  ['crash', { before: 'outage', worked: true }, outcome({ goesOn: true }), 'nothing', 'by itself'],
  ['crash', again('crash'), outcome({ own: true }), 'nothing', 'by itself'],
];

describe('what follows from a cause', () => {
  for (const [cause, course, expected, rests, ends] of table) {
    it(`${cause}${course?.worked === true ? ', with work done' : ''}${course?.before === undefined ? '' : `, after ${course.before}`}`, () => {
      assert.deepEqual(outcomeOf(cause, course ?? { before: undefined, worked: false }), expected);
      assert.deepEqual([consequences[cause].rests, consequences[cause].ends], [rests, ends]);
      assert.equal(unservedWords({ cause, words: 'x' }), rests === 'nothing' ? undefined : 'x');
    });
  }

  it('is learned from where tickets begin for the causes alone at which nothing rests', () => {
    for (const cause of failureCauses) assert.equal(wasServed({ failure: { cause } }), consequences[cause].rests === 'nothing', cause);
    assert.equal(wasServed({}), true);
  });

  it('is told for every cause there is, and for none that is not known', () => {
    assert.deepEqual(new Set(table.map(([cause]) => cause)), new Set(failureCauses));
    assert.deepEqual([consequenceOf('of tomorrow'), consequenceOf('constructor'), consequenceOf(undefined)], [undefined, undefined, undefined]);
  });
});
