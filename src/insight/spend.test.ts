import assert from 'node:assert/strict';
import type { RunFields } from '../plan/schemas.js';
import { shortCount } from './shortCount.js';
import { addSpends, endedSince, spendOf, spendWords, unmeasuredWords } from './spend.js';

const record = (fields: Partial<RunFields>): RunFields => ({
  run: 'R-20261121T100000-0001-1-a1b2', ticket: '0001', attempt: 1, role: 'coding', model: 'claude-x', base: 'b', reason: 'exited', submitted: true, containment: 'contained', ended: '2026-11-21T10:10:00Z', outcome: 'submitted', ...fields,
});

describe('what runs took', () => {
  const records = [
    record({ started: '2026-11-21T10:00:00Z', tokens: { input: 1000, output: 100, cached: 900 }, cost: 0.25 }),
    record({ started: '2026-11-21T10:05:00Z', tokens: { input: 500, output: 1 }, cost: 1, model: 'gpt-y' }),
    record({ reason: 'lost' }),
    record({ model: 'by hand', reason: 'by hand' }),
  ];

  it('is added up, what the cache gave counted once and the engineer\'s own work not at all', () => {
    assert.deepEqual(spendOf(records), { runs: 3, minutes: 15, tokens: 1601, dollars: 1.25, untold: 1, cutOff: 0, models: ['claude-x', 'gpt-y'], containments: ['contained'] });
  });

  it('counts by the prices of its day where the agent says something else, or nothing', () => {
    assert.equal(spendOf([record({ cost: 1, charged: 0.5 }), record({ charged: 0.25 }), record({ cost: 2 })]).dollars, 2.75);
  });

  it('is not known where nobody told it', () => {
    const { tokens, dollars } = spendOf([record({})]);
    assert.deepEqual([tokens, dollars, spendWords(spendOf([]))], [undefined, undefined, undefined]);
  });

  it('says what of it is unmeasured: runs that told nothing, and those that were cut off', () => {
    const all = spendOf([...records, record({ tokens: { input: 7, output: 1 }, 'cut-off': true })]);
    assert.deepEqual([all.tokens, all.untold, all.cutOff, addSpends([all, all]).cutOff], [1609, 1, 1, 2]);
    assert.equal(unmeasuredWords(all), ' (1 run told no tokens; 1 run cut off, not measured whole)');
    assert.equal(unmeasuredWords(spendOf([])), '');
  });

  it('is taken together for several plans', () => {
    const one = spendOf(records);
    assert.deepEqual(addSpends([one, spendOf([]), one]), { ...one, runs: 6, minutes: 30, tokens: 3202, dollars: 2.5, untold: 2 });
    assert.deepEqual(addSpends([]), spendOf([]));
  });

  it('can be that of those who ended since a moment', () => {
    assert.equal(endedSince(records, Date.parse('2026-11-21T10:10:00Z')).length, 4);
    assert.equal(endedSince(records, Date.parse('2026-11-21T10:10:01Z')).length, 0);
  });

  it('is told in a few characters', () => {
    assert.equal(spendWords(spendOf(records)), '$1.25, 2k tokens');
    assert.deepEqual([0, 999, 1000, 36_499, 999_499, 999_500, 1_240_000].map(shortCount), ['0', '999', '1k', '36k', '999k', '1.0M', '1.2M']);
  });
});
