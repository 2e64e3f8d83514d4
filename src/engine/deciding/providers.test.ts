import assert from 'node:assert/strict';
import type { FailureCause } from '../../agents/stream/agentEvent.js';
import { commit } from '../../../test/support/observation.js';
import type { RunFields } from '../../plan/schemas.js';
import { isoSeconds } from '../../platform/clock.js';
import type { Mending, Resting } from './providers.js';
import { restAfter, restingProviders, wordOn } from './providers.js';

const minute = 60_000;
const start = Date.parse('2026-11-21T12:00:00Z');
const iso = (minutes: number): string => isoSeconds(start + minutes * minute);
const unmended: Mending = { changed: () => undefined, opened: undefined, woken: () => undefined };

interface Told {
  readonly model?: string;
  readonly ticket?: string;
  /** In minutes. */
  readonly from: number;
  readonly to: number;
  readonly cause?: FailureCause;
  readonly until?: number;
  readonly reason?: string;
}

/** A run whose chance is naught. */
function record({ model = 'gpt-5.5', ticket = '0001', from, to, cause, until, reason = 'exited' }: Told): RunFields {
  const failure = cause === undefined ? {} : { failure: { cause, ...(until === undefined ? {} : { until: iso(until) }) } };
  const outcome = cause === undefined ? (reason === 'exited' ? 'submitted' : 'stopped') : `codex: ${cause} it was.`;
  return { run: `R-${iso(from).replace(/[-:Z]/g, '')}-${ticket}-1-0000`, ticket, attempt: 1, role: 'coding', model, base: commit, reason, submitted: outcome === 'submitted', containment: 'none', ended: iso(to), outcome, ...failure };
}

function resting(told: readonly Told[], mending: Mending = unmended): ReadonlyMap<string, Resting> {
  return restingProviders(told.map(record), mending);
}

/** Until when, in minutes; `asked` when only the engineer can say, `serves` when it does not rest. */
function until(told: readonly Told[], mending: Mending = unmended, name = 'codex'): number | 'asked' | 'serves' {
  const rest = resting(told, mending).get(name);
  return rest === undefined ? 'serves' : rest.until === undefined ? 'asked' : (rest.until - start) / minute;
}

describe('a provider that did not serve', () => {
  it('rests as a whole, and no other does', () => {
    const all = resting([{ from: 0, to: 1, cause: 'rate-limit' }, { model: 'rehearsal', from: 0, to: 1 }, { model: 'codex:gpt-oss@local', from: 0, to: 1 }]);
    assert.deepEqual([...all.keys()], ['codex']);
    assert.deepEqual(all.get('codex'), { name: 'codex', until: start + 2 * minute, since: start + minute, cause: 'rate-limit', words: 'codex: rate-limit it was.', failed: '0001', times: 1 });
  });

  it('rests until the reset that was stated', () => assert.equal(until([{ from: 0, to: 1, cause: 'quota', until: 125 }]), 125));

  it('rests longer each time in a row, half an hour at most', () => {
    const row = Array.from({ length: 8 }, (_, at): Told => ({ from: at * 100, to: at * 100 + 1, cause: 'outage' }));
    assert.deepEqual(row.map((_, at) => Number(until(row.slice(0, at + 1))) - at * 100 - 1), [1, 2, 4, 8, 16, 30, 30, 30]);
  });

  it('rests up to a quarter longer by chance, always the same for a run', () => {
    assert.deepEqual(['R-0000', 'R-8000', 'R-ffff'].map((run) => Math.round(restAfter(1, run) / 1000)), [60, 68, 75]);
  });

  it('believes a reset less that was stated and did not come, and one in another year not at all', () => {
    assert.equal(until([{ from: 0, to: 1, cause: 'rate-limit', until: 2 }, { from: 2, to: 3, cause: 'rate-limit', until: 3.1 }]), 4);
    assert.equal(until([{ from: 0, to: 1, cause: 'rate-limit', until: 1e6 }]), 2);
  });

  it('failed once when several runs fail side by side, and rests until the latest reset', () => {
    assert.equal(resting([{ from: 0, to: 1, cause: 'outage' }, { from: 0, to: 1.5, cause: 'outage' }, { from: 0.5, to: 1.2, cause: 'outage' }]).get('codex')?.times, 1);
    assert.equal(until([{ from: 0, to: 1, cause: 'rate-limit', until: 9 }, { from: 0, to: 1.5, cause: 'rate-limit', until: 7 }]), 9);
  });

  it('serves again when a run shows it that was begun later, or outlived the rest', () => {
    const failed: Told = { from: 1, to: 2, cause: 'outage' };
    assert.equal(until([failed, { from: 3, to: 4 }]), 'serves');
    assert.equal(until([failed, { from: 0, to: 2.5 }]), 3);
    assert.equal(until([failed, { from: 0, to: 9 }]), 'serves');
    assert.equal(until([failed, { from: 3, to: 4, cause: 'refusal' }]), 'serves');
    assert.equal(until([failed, { from: 3, to: 4, reason: 'stopped' }]), 3);
    assert.equal(until([failed, { from: 3, to: 4, cause: 'crash' }]), 3);
    assert.equal(until([failed, { from: 3, to: 4, cause: 'of tomorrow' as FailureCause }]), 3);
  });

  it('waits for the engineer where the login was refused: until it changed, the engine was started, or the engineer says so', () => {
    const refused: readonly Told[] = [{ from: 0, to: 1, cause: 'login' }];
    assert.equal(until(refused), 'asked');
    assert.equal(until(refused, { ...unmended, changed: () => start }), 'asked');
    assert.equal(until(refused, { ...unmended, changed: (provider) => (provider === 'codex' ? start + 5 * minute : undefined) }), 5);
    assert.equal(until(refused, { ...unmended, opened: start + 6 * minute }), 6);
    assert.equal(until(refused, { ...unmended, woken: (provider) => (provider === 'codex' ? start + 7 * minute : undefined) }), 7);
  });

  it('is tried again by a word on it, whatever was said of others since', () => {
    const word = (provider: string, minutes: number): { by: string; at: string; provider: string } => ({ by: 'ada@home', at: new Date(start + minutes * minute).toISOString(), provider });
    const control = { woken: [word('codex', 1.1), word('claude', 1.3)] };
    assert.equal(until([{ from: 0, to: 1, cause: 'outage' }], { ...unmended, woken: (name) => wordOn(control, name) }), 1.1);
    assert.equal(wordOn({}, 'codex'), undefined);
    assert.equal(until([{ from: 0, to: 1, cause: 'outage' }], { ...unmended, woken: () => start + minute }), 1, 'a word of the same second');
  });

  it('is not hammered by an engine that is started again and again', () => {
    const restarted = { ...unmended, opened: start + 1.1 * minute, changed: () => start + 1.2 * minute };
    for (const cause of ['rate-limit', 'quota', 'outage'] as const) assert.equal(until([{ from: 0, to: 1, cause }], restarted), 2);
    for (const cause of ['settings', 'tools'] as const) assert.equal(Math.round(Number(until([{ from: 0, to: 1, cause }], restarted)) * 10), 12);
    assert.equal(until([{ from: 0, to: 1, cause: 'outage' }], { ...unmended, woken: () => start + 1.1 * minute }), 1.1);
  });

  it('rests with one model alone where its request is refused', () => {
    assert.deepEqual([...resting([{ from: 0, to: 1, cause: 'request' }]).keys()], ['gpt-5.5']);
  });
});
