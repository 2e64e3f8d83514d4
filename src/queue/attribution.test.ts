import assert from 'node:assert/strict';
import { attribute } from './attribution.js';
import type { GateResult } from './gate.js';
import { gateFingerprint, outputTail } from './gate.js';

const result = (green: boolean): GateResult => ({ green, words: '', exitCode: green ? 0 : 1, tests: 'unknown', seconds: 1, output: '' });

describe('a red gate', () => {
  const table: readonly (readonly [string, readonly boolean[], boolean | undefined, string, (boolean | 'same')?])[] = [
    ['that has not run is run', [], undefined, 'run-again'],
    ['that is green is nobody’s', [true], undefined, 'none'],
    ['that is red once is run again', [false], undefined, 'run-again'],
    ['that is green the second time was flaky', [false, true], undefined, 'flaky'],
    ['that is red twice has its base run', [false, false], undefined, 'run-base'],
    ['that is red twice on a green base is run as it was handed in', [false, false], true, 'run-alone'],
    ['that is red twice on the green base that it was made from is the ticket’s own', [false, false], true, 'own', 'same'],
    ['that is red alone as well is the ticket’s own', [false, false], true, 'own', false],
    ['that is green alone, and red with what landed meanwhile, is its neighbour’s', [false, false], true, 'neighbour', true],
    ['that is red twice on a red base is the machine’s', [false, false], false, 'infrastructure'],
  ];
  for (const [what, runs, base, wanted, alone] of table) {
    it(what, () => {
      const attribution = attribute({ runs: runs.map(result), base: base === undefined ? undefined : result(base), alone: typeof alone === 'boolean' ? result(alone) : alone });
      assert.equal('next' in attribution ? attribution.next : attribution.cause, wanted);
    });
  }
});

describe('a red gate with nothing but tests that are known to be flaky', () => {
  it('is run twice more before anything else is asked', () => {
    const after = (times: number) => attribute({ runs: Array.from({ length: times }, () => result(false)), base: undefined, alone: undefined, isKnownFlaky: true });
    assert.deepEqual([1, 2, 3, 4].map(after), [{ next: 'run-again' }, { next: 'run-again' }, { next: 'run-again' }, { next: 'run-base' }]);
  });
});

describe('a red gate of what is to mend a red master', () => {
  it('is its own fault when it is red twice: nobody asks its base', () => {
    assert.deepEqual(attribute({ runs: [result(false)], base: undefined, alone: undefined, mends: true }), { next: 'run-again' });
    assert.deepEqual(attribute({ runs: [result(false), result(false)], base: undefined, alone: undefined, mends: true }), { cause: 'own', result: result(false) });
  });
});

describe('the gate’s fingerprint', () => {
  const gate = { commands: ['npm test'], timeoutMinutes: 20, tests: 'unknown' as const };
  const setup = { commands: [], copy: [] };

  it('changes with the commands and the set-up, not with the time limit', () => {
    const first = gateFingerprint({ gate, setup });
    assert.match(first, /^[0-9a-f]{12}$/);
    assert.equal(gateFingerprint({ gate: { ...gate, timeoutMinutes: 5 }, setup }), first);
    assert.notEqual(gateFingerprint({ gate: { ...gate, commands: ['make'] }, setup }), first);
    assert.notEqual(gateFingerprint({ gate, setup: { commands: ['npm ci'], copy: [] } }), first);
    assert.notEqual(gateFingerprint({ gate, setup: { commands: [], copy: ['.env'] } }), first);
  });
});

describe('the end of a gate’s output', () => {
  it('is its last sixty lines', () => {
    const lines = Array.from({ length: 100 }, (_, at) => `line ${String(at)}`);
    assert.equal(outputTail(`${lines.join('\n')}\n\n`), lines.slice(40).join('\n'));
  });
});
