import assert from 'node:assert/strict';
import type { Change } from '../../bench/queue/arrivals.js';
import type { Conditions, Simulation } from '../../bench/queue/simulate.js';
import { simulate } from '../../bench/queue/simulate.js';
import { planQueue } from '../../src/queue/planner/planQueue.js';

/** Changes in the order of their arrival, all at the beginning unless told; each sound, apart from the others, and known for little risk. */
function changes(...each: readonly Partial<Change>[]): readonly Change[] {
  return each.map((one, at) => ({ ticket: `T${String(at)}`, at: 0, risk: 0.05, kind: 'safe', bad: false, paths: [`own-${String(at)}`], conflicts: [], testTime: 1, ...one }));
}

const sound = (count: number): readonly Partial<Change>[] => Array.from({ length: count }, () => ({}));

function played(list: readonly Change[], conditions: Partial<Conditions> = {}): Simulation & { readonly timeOf: (ticket: string) => number; readonly landed: readonly string[] } {
  const simulation = simulate(list, planQueue, { lanes: 1, seed: 1, ...conditions });
  return {
    ...simulation,
    timeOf: (ticket) => simulation.outcomes.find((outcome) => outcome.ticket === ticket)?.turnaround ?? Number.NaN,
    landed: simulation.outcomes.filter(({ landed }) => landed).map(({ ticket }) => ticket),
  };
}

describe('a rule of the queue, on a virtual clock:', () => {
  it('what is sound is tested together, and lands in fewer tests than there are changes', () => {
    const { tests, landed } = played(changes(...sound(8)));
    assert.deepEqual([landed.length, tests <= 4], [8, true], `${String(tests)} tests`);
  });

  it('with a lane for each, as many changes land in the time of about two tests', () => {
    const { span, landed } = played(changes(...sound(8)), { lanes: 8 });
    assert.ok(landed.length === 8 && span < 2.5, `${String(landed.length)} in ${String(span)}`);
  });

  it('the red one among eight is found, and alone put out, in fewer tests than each alone would take', () => {
    const list = changes(...sound(5), { bad: true, risk: 0.3 }, ...sound(2));
    const { tests, landed, outcomes } = played(list);
    assert.deepEqual(outcomes.filter((outcome) => !outcome.landed).map(({ ticket }) => ticket), ['T5']);
    assert.ok(landed.length === 7 && tests < 8, `${String(tests)} tests`);
  });

  it('a red head holds up nobody: what came after it lands while it is looked at', () => {
    const { timeOf, landed } = played(changes({ bad: true, risk: 0.5 }, ...sound(3)), { lanes: 2 });
    assert.deepEqual([...landed].sort(), ['T1', 'T2', 'T3']);
    assert.ok(Math.max(timeOf('T1'), timeOf('T2'), timeOf('T3')) < 3.5);
  });

  it('who waits for a late review is passed by all others, and lands at once when it comes', () => {
    const { timeOf, tests } = played(changes({ reviewed: 20 }, ...sound(4)), { lanes: 2 });
    for (const ticket of ['T1', 'T2', 'T3', 'T4']) assert.ok(timeOf(ticket) < 5, `${ticket} waited ${String(timeOf(ticket))}`);
    assert.ok(timeOf('T0') < 22.5, `it was tested beside, or at once: ${String(timeOf('T0'))}`);
    assert.ok(tests <= 7, `${String(tests)} tests`);
  });

  it('two that are red only together: one lands, the other is put out, and who has nothing to do with them lands', () => {
    const { landed, outcomes } = played(changes({ paths: ['a', 'shared'] }, { paths: ['b', 'shared'], conflicts: ['T0'] }, {}), { lanes: 2 });
    assert.deepEqual([landed.length, landed.includes('T2'), outcomes.length], [2, true, 3]);
  });

  it('who does not merge with one ahead costs no test until that one is decided', () => {
    const { tests, landed } = played(changes({}, { unmergeable: ['T0'] }));
    assert.ok(landed.length === 1 && tests <= 2, `${String(tests)} tests`);
  });

  it('what came alone is tested at once, and lands when its test is green', () => {
    const { tests, timeOf } = played(changes({}, { at: 10 }), { lanes: 2 });
    assert.ok(tests === 2 && timeOf('T0') < 2 && timeOf('T1') < 2);
  });

  it('a kind of change that was red time and again holds up the others less once that is learned', () => {
    const list = changes(...Array.from({ length: 60 }, (_, at): Partial<Change> => (at % 3 === 0 ? { at: at * 0.7, kind: 'risky', bad: true } : { at: at * 0.7 })));
    const [learned, ignorant] = [played(list, { risk: 'learned' }), played(list.map((one) => ({ ...one, risk: 0.02 })))];
    assert.equal(learned.landed.length, 40);
    assert.ok(learned.span <= ignorant.span && learned.tests <= ignorant.tests + 5, `${String(learned.span)} and ${String(ignorant.span)}; ${String(learned.tests)} and ${String(ignorant.tests)} tests`);
  });
});
