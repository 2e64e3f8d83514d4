import assert from 'node:assert/strict';
import { at, observed, ticket } from '../../test/support/observation.js';
import { readBody } from './frontMatter.js';
import { climbWords, rungOf } from './ladder.js';
import { promote, promotionWords } from './promotion.js';
import type { Promotion } from './schemas.js';
import { configSchema } from './schemas.js';
import type { Ticket } from './snapshot.js';
import { parseTicket } from './snapshotReader.js';

const config = configSchema.parse({ version: 1, branch: 'master', gate: { commands: ['true'] }, roles: { coding: ['small', 'middle', 'large'] } });
const promotion = (attempt: number): Promotion => ({ at, by: 'ada@home', from: 'small', to: 'middle', attempt });

/** The ticket as the plan has it after a promotion. */
function promoted(before: Ticket, why?: string): Ticket {
  const step = promote(before.fields.id, { by: 'ada@home', at, ...(why === undefined ? {} : { why }) })(observed({ tickets: [before], snapshot: { config } }).snapshot);
  assert.ok('changes' in step, 'refused' in step ? step.refused : '');
  const [path, text = ''] = [...step.changes][0] ?? [''];
  const after = parseTicket(path, text);
  assert.ok('fields' in after, 'words' in after ? after.words : '');
  return after;
}

describe('a promotion', () => {
  it('lifts an attempt by one rung, beside the failures, and only the attempts that it was given for', () => {
    const fields = { failures: 1, promotions: [promotion(2), promotion(3)] };
    assert.deepEqual([1, 2, 3, 7].map((attempts) => rungOf({ ...fields, attempts })), [1, 2, 3, 3]);
  });

  it('says who gave it, when, from which model to which, why, and from which attempt on', () => {
    const once = promoted(ticket('0001', 'open', { attempts: 1, failures: 1 }), 'It goes round in circles.');
    assert.deepEqual(once.fields.promotions, [{ at, by: 'ada@home', from: 'middle', to: 'large', attempt: 2, reason: 'It goes round in circles.' }]);
    assert.equal(readBody(once.text), readBody(ticket('0001').text));
    const twice = promoted(promoted(ticket('0001')));
    assert.deepEqual(twice.fields.promotions.map(({ from, to }) => [from, to]), [['small', 'middle'], ['middle', 'large']]);
  });

  it('starts at the first rung again for a stuck ticket, since the retry that it goes on by forgives its failures', () => {
    assert.deepEqual(promoted(ticket('0001', 'stuck', { attempts: 3, failures: 3 })).fields.promotions.map(({ from, to }) => [from, to]), [['small', 'middle']]);
  });

  it('is told with what becomes of the attempt that the ticket has', () => {
    const cases: readonly (readonly [Ticket, string])[] = [
      [ticket('0001'), 'Ticket 0001 is promoted from small to middle: its next attempt is made by that.'],
      [ticket('0001', 'in-progress', { attempts: 2, run: 'R-1' }), 'Ticket 0001 is promoted from small to middle, from attempt 3 on: the run of attempt 2 stays as it is, and goes on.'],
      [ticket('0001', 'in-progress', { attempts: 2 }), 'Ticket 0001 is promoted from small to middle, from attempt 3 on: what is in the queue stays as it is, and goes on.'],
      [ticket('0001', 'stuck', { attempts: 3 }), 'Ticket 0001 is promoted from small to middle. It is stuck until: sanctum retry 0001'],
    ];
    for (const [before, words] of cases) assert.equal(promotionWords(promoted(before)), words);
    assert.equal(promotionWords(ticket('0001')), undefined);
  });
});

describe('a ticket that failed by its own fault', () => {
  it('says which model makes its next attempt, as long as its ladder has a higher one', () => {
    assert.deepEqual([0, 1, 2, 9].map((rung) => climbWords(['small', 'middle', 'large'], rung)), [
      'The next attempt is made by middle, one rung above small: this one failed by its own fault.',
      'The next attempt is made by large, one rung above middle: this one failed by its own fault.',
      undefined,
      undefined,
    ]);
  });
});
