import assert from 'node:assert/strict';
import { appendSection } from '../../plan/frontMatter.js';
import { stallFailure, stallsInARow } from './stalls.js';

function document(...reasons: readonly string[]): string {
  const beginning = '---\nid: "0001"\n---\nSay hello.\n';
  return reasons.reduce((text, reason, at) => appendSection(text, `Attempt ${String(at + 1)}`, `${reason}\n\nThe end of its output: hello`), beginning);
}

const stall = stallFailure('Nothing was heard of it.', 0).reason;

describe('runs that stall', () => {
  it('are counted back to the last one that did not', () => {
    assert.equal(stallsInARow(document()), 0);
    assert.equal(stallsInARow(document(stall, stall)), 2);
    assert.equal(stallsInARow(document(stall, 'The run was stopped.')), 0);
    assert.equal(stallsInARow(document('The run was stopped.', stall)), 1);
  });

  it('cost an attempt with every third in a row', () => {
    assert.deepEqual([0, 1, 2, 3, 4, 5].map((before) => stallFailure('x.', before).own), [false, false, true, false, false, true]);
    assert.match(stallFailure('x.', 2).reason, /^The run had stalled and was ended: x\. This was the 3rd time in a row/);
  });
});
