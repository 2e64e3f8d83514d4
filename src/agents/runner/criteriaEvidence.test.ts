import assert from 'node:assert/strict';
import { evidenceRefusal } from './criteriaEvidence.js';

const criteria = ['It greets.', 'It is short.', 'It is told of.'];
const of = (...numbers: number[]): { criterion: number; evidence: string }[] => numbers.map((criterion) => ({ criterion, evidence: 'Seen.' }));

describe('evidence for criteria', () => {
  it('for each of them is taken, in any order; a ticket without any needs none', () => {
    assert.equal(evidenceRefusal(criteria, of(3, 1, 2)), undefined);
    assert.equal(evidenceRefusal([], []), undefined);
  });

  it('that is missing is refused, with what it is missing for', () => {
    assert.match(evidenceRefusal(criteria, of(2)) ?? '', /Missing: 1 \(It greets\.\); 3 \(It is told of\.\)\. Send/);
  });

  it('for a criterion that the plan does not have is refused', () => {
    assert.match(evidenceRefusal(criteria, of(1, 2, 3, 4)) ?? '', /no criterion 4: the ticket has 3/);
    assert.match(evidenceRefusal([], of(1)) ?? '', /no criterion 1: the ticket has no criteria/);
  });

  it('that is there twice for one criterion is refused', () => {
    assert.match(evidenceRefusal(criteria, of(1, 2, 2, 3)) ?? '', /criterion 2 is there twice/);
  });
});
