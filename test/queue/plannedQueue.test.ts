import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Change } from '../../bench/queue/arrivals.js';
import { arrivalsOf, testTimeOf } from '../../bench/queue/arrivals.js';
import { oracle } from '../../bench/queue/oracle.js';
import { adaptiveTrain, batchAndBisect, serial, submitQueue, zuul } from '../../bench/queue/peers.js';
import { simulate } from '../../bench/queue/simulate.js';
import { planQueue } from '../../src/queue/planner/planQueue.js';

const chance = fc.double({ min: 0, max: 1, noNaN: true });

/** Changes with whatever may be wrong with them; the planner is told risks that have nothing to do with the truth. */
const changes: fc.Arbitrary<readonly Change[]> = fc
  .array(
    fc.record({
      gap: fc.double({ min: 0, max: 2, noNaN: true }),
      risk: chance,
      bad: fc.boolean(),
      reviewed: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 5, noNaN: true })),
      path: fc.nat(3),
      conflictsWith: fc.option(fc.nat(5)),
      unmergeableWith: fc.option(fc.nat(5)),
    }),
    { minLength: 1, maxLength: 24 },
  )
  .map((drawn) => {
    let at = 0;
    return drawn.map(({ gap, risk, bad, reviewed, path, conflictsWith, unmergeableWith }, index) => {
      at += gap;
      const other = (back: number | null): readonly string[] => (back === null || back >= index ? [] : [`T${index - 1 - back}`]);
      return { ticket: `T${index}`, at, risk, kind: 'safe', bad, paths: [`${path}.ts`], conflicts: other(conflictsWith), unmergeable: other(unmergeableWith), reviewed, testTime: 1 };
    });
  });

describe('the planned queue', () => {
  it('lands every good change, settles every bad one, lands nothing untested or unseen, and comes to an end', () => {
    fc.assert(
      fc.property(changes, fc.integer({ min: 1, max: 8 }), fc.boolean(), fc.constantFrom('told' as const, 'learned' as const), (list, lanes, tellsEarlier, risk) => {
        const { outcomes } = simulate(list, planQueue, { lanes, seed: 1, tellsEarlier, risk });
        const landed = new Set(outcomes.filter((outcome) => outcome.landed).map(({ ticket }) => ticket));
        const rivals = new Map(list.map(({ ticket }) => [ticket, new Set<string>()]));
        for (const { ticket, conflicts, unmergeable = [] } of list) {
          for (const other of [...conflicts, ...unmergeable]) {
            rivals.get(ticket)?.add(other);
            rivals.get(other)?.add(ticket);
          }
        }
        assert.equal(outcomes.length, list.length);
        for (const { ticket, bad } of list) {
          const rivalLanded = [...(rivals.get(ticket) ?? [])].some((other) => landed.has(other));
          assert.equal(landed.has(ticket), !bad && !rivalLanded, `${ticket} of ${list.length}`);
        }
      }),
      { numRuns: 150, seed: 7 },
    );
  });

  it('lets no change wait for ever, however doubtful it is and however many sound ones come', () => {
    const sound = arrivalsOf({ changes: 300, p: 0, rate: 2.8, seed: 3 });
    const doubted = sound.map((change, index) => (index === 5 ? { ...change, risk: 0.98, bad: false, conflicts: [] } : change));
    for (const lanes of [1, 4]) {
      const { outcomes, mostPassed } = simulate(doubted, planQueue, { lanes, seed: 2 });
      assert.ok(mostPassed <= 48 + 30, `${mostPassed} passed one`);
      assert.equal(outcomes.length, 300);
    }
  });

  it('gives the same plans for the same arrivals', () => {
    const list = arrivalsOf({ changes: 60, p: 0.2, rate: 2, seed: 1 });
    assert.deepEqual(simulate(list, planQueue, { lanes: 4, seed: 1 }), simulate(list, planQueue, { lanes: 4, seed: 1 }));
  });

  it('is ahead of every other policy where they differ much, and near the oracle', () => {
    const list = arrivalsOf({ changes: 120, p: 0.2, rate: 0.7 * 4, seed: 5 });
    const conditions = { lanes: 4, seed: 5 };
    const best = oracle(list, 4).span;
    const ours = simulate(list, planQueue, conditions).span;
    for (const peer of [serial, batchAndBisect, zuul, submitQueue, adaptiveTrain]) assert.ok(simulate(list, peer, conditions).span > ours, peer.name);
    assert.ok(ours < best * 1.15, `${ours} against ${best}`);
  });
});

describe('the model of arrivals', () => {
  it('draws the same list for the same seed, and another for another', () => {
    const model = { changes: 50, p: 0.1, rate: 1, seed: 4 };
    assert.deepEqual(arrivalsOf(model), arrivalsOf(model));
    assert.notDeepEqual(arrivalsOf(model), arrivalsOf({ ...model, seed: 5 }));
  });

  it('is as the page states it', () => {
    const list = arrivalsOf({ changes: 20_000, p: 0.2, rate: 2, seed: 1 });
    const share = (of: readonly Change[], holds: (change: Change) => boolean): number => of.filter(holds).length / of.length;
    const near = (value: number, expected: number): void => assert.ok(Math.abs(value - expected) < 0.05 * expected, `${value}, not ${expected}`);
    near(share(list, ({ kind }) => kind === 'safe'), 0.5);
    near(share(list, ({ bad }) => bad), 0.2);
    near((list.at(-1)?.at ?? 0) / list.length, 0.5);
    near(list.reduce((sum, { conflicts }) => sum + conflicts.length, 0) / list.length, 12 * 0.15 * 0.1);
    let state = 1;
    const times = list.map(() => testTimeOf(() => (state = (state * 16807) % 2147483647) / 2147483647));
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
    near(mean, 1);
    near(Math.sqrt(times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / times.length), 0.3);
  });
});
