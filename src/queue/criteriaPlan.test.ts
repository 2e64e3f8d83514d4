import assert from 'node:assert/strict';
import { criteriaOn, withTest } from '../plan/criteriaRecord.js';
import type { Criterion } from '../plan/criterion.js';
import { configSchema } from '../plan/schemas.js';
import { criteriaWant, planCriteria } from './criteriaPlan.js';

const config = configSchema.parse({ version: 1, branch: 'master', gate: { commands: ['make'], testCommand: 'make one NAME={test}' } });
const criteria: readonly Criterion[] = ['It is told of.', { text: 'It greets.', test: 'greets $(Ada)' }, { text: 'It is quick.', command: 'make quick' }];
const commit = 'a'.repeat(40);
const tree = 'b'.repeat(40);

describe('what of criteria is run', () => {
  it('is a test, whose name goes by the environment, and a command that was approved; the rest says why not', () => {
    const { checks, notRun } = planCriteria(criteria, config, () => false);
    assert.deepEqual(checks, [{ criterion: 2, command: 'make one NAME="$SANCTUM_TEST"', env: { SANCTUM_TEST: 'greets $(Ada)' }, test: 'greets $(Ada)' }]);
    assert.match(notRun.get(3)?.why ?? '', /not approved/);
    assert.deepEqual(planCriteria(criteria, config, () => true).checks[1], { criterion: 3, command: 'make quick', env: {} });
    assert.match(planCriteria(criteria, { ...config, gate: { ...config.gate, testCommand: undefined } }, () => true).notRun.get(2)?.why ?? '', /no gate\.testCommand/);
    assert.equal(planCriteria(['It is told of.'], config, () => true).fingerprint, undefined);
  });

  it('holds for one tree and for exactly what was run: a new approval, another criterion or another tree asks for another test', () => {
    const plan = planCriteria(criteria, config, () => false);
    const tested = { tree, fingerprint: plan.fingerprint ?? '', at: '2026-11-21T04:30:00Z' };
    const record = (result: 'passed' | 'failed') => withTest({ id: '0001', attempts: 1, criteria: [...criteria] }, commit, undefined, { on: tested, outcomes: new Map([[2, { result, why: 'so' }]]) });
    assert.equal(criteriaWant(plan, record('passed'), tree), undefined);
    assert.equal(criteriaWant(plan, record('failed'), tree), 'failed');
    assert.equal(criteriaWant(plan, undefined, tree), 'test');
    assert.equal(criteriaWant(plan, record('passed'), commit), 'test');
    assert.equal(criteriaWant(planCriteria(criteria, config, () => true), record('passed'), tree), 'test');
    assert.equal(criteriaWant(planCriteria(criteria.slice(0, 2), config, () => false), record('passed'), tree), 'test');
  });

  it('is known of every tree on which it was run, until the criteria are others', () => {
    const plan = planCriteria(criteria, config, () => false);
    const ticket = { id: '0001', attempts: 1, criteria: [...criteria] };
    const on = (of: string) => ({ tree: of, fingerprint: plan.fingerprint ?? '', at: '2026-11-21T04:30:00Z' });
    const first = withTest(ticket, commit, undefined, { on: on(tree), outcomes: new Map([[2, { result: 'failed', why: 'so' }]]) });
    const second = withTest(ticket, commit, first, { on: on(commit), outcomes: new Map([[2, { result: 'passed', why: 'so' }]]) });
    assert.deepEqual([criteriaWant(plan, second, tree), criteriaWant(plan, second, commit)], ['failed', undefined]);
    assert.deepEqual([criteriaOn(second, tree)[1]?.result, criteriaOn(second, commit)[1]?.result], ['failed', 'passed']);
    const again = withTest(ticket, commit, second, { on: on(tree), outcomes: new Map([[2, { result: 'passed', why: 'so' }]]) });
    assert.deepEqual([criteriaWant(plan, again, tree), again.earlier?.length], [undefined, 1]);
    assert.equal(withTest({ ...ticket, criteria: ['Another.', ...criteria.slice(1)] }, commit, second, { on: on(tree), outcomes: new Map() }).earlier, undefined);
    assert.equal(withTest(ticket, 'c'.repeat(40), second, { on: on(tree), outcomes: new Map() }).earlier, undefined);
  });
});
