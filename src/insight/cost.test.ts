import assert from 'node:assert/strict';
import type { Prices } from '../plan/prices.js';
import { readPrices, reckoned } from '../plan/prices.js';
import { shippedPrices } from '../plan/shippedPrices.js';
import { chargeOf, costOf, costsTogether, costWords, priceOf } from './cost.js';

const prices: Prices = { version: 1, dated: '2026-11-22', source: 'here', models: { plain: { input: 2, cached: 0.5, written: 3, output: 10 }, simple: { input: 1, output: 4 }, 'big@lab': { hour: 6 } } };
const ground = { prices, endpoints: { local: { url: 'http://127.0.0.1:1/v1' }, lab: { url: 'http://127.0.0.1:2/v1' }, bought: { url: 'https://example.org/v1', keyVariable: 'KEY' } } };

describe('the cost of a run', () => {
  it('is reckoned from what was read, from and to the cache, and written, reasoning among it', () => {
    const tokens = { input: 1_000_000, cached: 600_000, written: 100_000, output: 50_000, reasoning: 40_000 };
    assert.equal(reckoned({ input: 2, cached: 0.5, written: 3, output: 10 }, tokens, 1), 0.3 * 2 + 0.6 * 0.5 + 0.1 * 3 + 0.05 * 10);
    assert.equal(reckoned({ input: 1, output: 4 }, tokens, 1), 1 + 0.2, 'what has no price of its own costs as much as what is read');
    assert.equal(reckoned({ hour: 6 }, undefined, 0.5), 3);
    assert.equal(reckoned({ input: 1, output: 4 }, undefined, 5), undefined);
  });

  it('is by the name of the model, with or without its backend and its day; what is not known is never guessed', () => {
    for (const name of ['plain', 'codex:plain', 'codex:plain#high', 'plain-20261122', 'claude:plain-2026-11-22']) assert.deepEqual(priceOf(ground, name), prices.models['plain'], name);
    assert.deepEqual(priceOf(ground, 'codex:big@lab'), { hour: 6 });
    assert.deepEqual([priceOf(ground, 'codex:any@local'), priceOf(ground, 'gpt-oss-20b')], [{ hour: 0 }, { hour: 0 }], 'without a key it is a machine of the engineer');
    for (const name of ['plain-mini', 'codex:any@bought', 'codex:any@nowhere', 'toString', 'rehearsal']) assert.equal(priceOf(ground, name), undefined, name);
  });

  it('is told by whom it is known, and the difference where that is worth it', () => {
    const of = (model: string, cost: number | undefined): ReturnType<typeof costOf> => costOf(ground, { model, tokens: { input: 100_000, output: 80_000 }, ...(cost === undefined ? {} : { cost }), hours: 1 });
    assert.equal(costWords(of('simple', undefined)), '$0.42 by the table');
    assert.equal(costWords(of('simple', 0.43)), '$0.43 as its agent says');
    assert.equal(costWords(of('simple', 0.8)), '$0.42 by the table, $0.80 as its agent says');
    assert.equal(costWords(of('other', 0.8)), '$0.80 as its agent says; no price for other');
    assert.equal(costWords(of('other', undefined)), 'no price for other');
    assert.deepEqual([chargeOf(of('simple', 0.8)), chargeOf(of('other', 0.8)), chargeOf(of('other', undefined))], [0.42, 0.8, undefined]);
    assert.equal(costsTogether([of('simple', 0.8), of('other', undefined)]), '$0.42 by the table; where agents say as well, they say $0.80 and the table $0.42; 1 of 2 runs unmeasured; no price for other');
    const cutOff = costOf(ground, { model: 'simple', tokens: { input: 100_000, output: 80_000 }, 'cut-off': true, hours: 1 });
    assert.equal(costsTogether([cutOff, of('simple', undefined)]), '$0.84 by the table; 1 run cut off, not measured whole');
  });

  it('has prices that are shipped, and that can be read as the plan is', () => {
    assert.deepEqual(readPrices(JSON.stringify(shippedPrices)), shippedPrices);
    assert.throws(() => readPrices('{"version":1,"dated":"2026-11-22","source":"x","models":{"a":{"input":1}}}'), /models\.a.*must have "input" and "output", or "hour"/);
  });
});
