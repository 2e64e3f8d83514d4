import assert from 'node:assert/strict';
import { indexPlan, referencesIn } from './planIndex.js';
import { planWithNames } from '../../../test/support/planWithNames.js';

const index = indexPlan(planWithNames, ['D-0001-plain-text.md', 'notes.txt']);

function found(text: string): readonly string[] {
  return referencesIn(text, index).map(({ start, end, named }) => `${text.slice(start, end)} ${named.path}`);
}

describe('the ids in a plan document', () => {
  it('lead to their documents, wherever these lie now', () => {
    assert.deepEqual(found('See 0001, (0002) and "0001"; Q-0001: D-0001. Since v1.'), [
      '0001 tickets/open/0001-greet.md',
      '0002 tickets/done/0000-0099/0002-write.md',
      '0001 tickets/open/0001-greet.md',
      'Q-0001 questions/Q-0001.md',
      'D-0001 decisions/D-0001-plain-text.md',
      'v1 approvals/v1.md',
    ]);
  });

  it('are not found in numbers, dates, paths and names that only look so', () => {
    assert.deepEqual(found('0003 Q-0002 2026-0001 0001-greet.md a/0001 0001:30 0001.5 x0001 run R-0001 v2 v1.2 #0001'), []);
  });
});
