import assert from 'node:assert/strict';
import { countInLine } from '../codex/rolloutUsage.js';
import { metered, meteredDollars } from './meter.js';

const price = { input: 2, cached: 1, output: 10 };

describe('the meter of a run', () => {
  it('counts the run alone, of a session that was counted on', () => {
    const whole = { tokens: { input: 3000, cached: 1000, output: 300 }, cost: 3 };
    assert.deepEqual(metered({ run: {}, whole }, { tokens: { input: 1000, output: 100 }, cost: 1 }), { tokens: { input: 2000, cached: 1000, output: 200 }, cost: 2 });
    assert.deepEqual(metered({ run: { tokens: { input: 5, output: 1 }, cost: 0.5 }, whole: {} }, { cost: 1 }), { tokens: { input: 5, output: 1 }, cost: 0.5 });
  });

  it('goes by the price, or by what the agent says where there is none, or by the clock', () => {
    const account = { run: { tokens: { input: 1_000_000, output: 100_000 }, cost: 7 }, whole: {} };
    assert.deepEqual([meteredDollars({ price }, account, 1), meteredDollars({}, account, 1), meteredDollars({ price: { hour: 4 } }, account, 0.5)], [3, 7, 2]);
    assert.equal(meteredDollars({ price }, { run: {}, whole: {} }, 1), undefined);
  });

  it('reads what codex counts of a thread, and nothing else', () => {
    const line = (info: unknown): string => JSON.stringify({ type: 'event_msg', payload: { type: 'token_count', info } });
    assert.deepEqual(countInLine(line({ total_token_usage: { input_tokens: 300, cached_input_tokens: 100, output_tokens: 30, reasoning_output_tokens: 5, total_tokens: 330 } })), { input: 300, cached: 100, output: 30, reasoning: 5 });
    for (const other of [line(null), '{"payload":{"type":"agent_message","message":"\\"token_count\\""}}', '"token_count"', '{"token_count', '']) assert.equal(countInLine(other), undefined, other);
  });
});
