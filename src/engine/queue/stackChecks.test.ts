import assert from 'node:assert/strict';
import type { CriteriaPlan } from '../../queue/criteriaPlan.js';
import type { GateResult } from '../../queue/gate.js';
import { stackChecks } from './stackChecks.js';

const plan = (...criteria: readonly number[]): CriteriaPlan => ({ checks: criteria.map((criterion) => ({ criterion, command: `check ${String(criterion)}`, env: {} })), notRun: new Map(), fingerprint: 'f' });
const result: GateResult = { green: true, words: '', exitCode: 0, tests: 1, seconds: 1, output: '' };

describe('the criteria of a stack', () => {
  it('are run behind one gate, and each ticket has the results of its own by its own numbers', () => {
    const asked = stackChecks([plan(1, 3), plan(), plan(2)]);
    assert.deepEqual(asked.checks.map(({ criterion, command }) => [criterion, command]), [[1, 'check 1'], [2, 'check 3'], [3, 'check 2']]);
    const ran = { ...result, checks: asked.checks.map(({ criterion }) => ({ criterion, passed: criterion !== 2, words: String(criterion), output: '' })) };
    assert.deepEqual([0, 1, 2].map((at) => asked.resultOf(ran, at).checks?.map(({ criterion, passed }) => [criterion, passed])), [[[1, true], [3, false]], [], [[2, true]]]);
    assert.equal(asked.resultOf(result, 0).checks, undefined);
  });
});
