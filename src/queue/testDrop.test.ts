import assert from 'node:assert/strict';
import { allowsDrop, fewerTests, testDrop } from './testDrop.js';

describe('the count of tests against master’s', () => {
  const cases: readonly (readonly [string, number | 'unknown', number | 'unknown', boolean, boolean])[] = [
    ['as many', 40, 40, false, false],
    ['a few less', 38, 40, false, false],
    ['a quarter less', 30, 40, true, false],
    ['less than half', 19, 40, true, true],
    ['none that anybody counted', 'unknown', 40, false, false],
    ['some where master’s are not counted', 3, 'unknown', false, false],
  ];
  for (const [what, tests, before, isSaid, isProtected] of cases) {
    it(`${what}: is ${isSaid ? 'said' : 'nothing'}${isProtected ? ', and waits for the engineer' : ''}`, () => {
      const said = fewerTests({ green: true, tests }, { result: 'green', tests: before });
      assert.equal(said['tests-before'] !== undefined, isSaid);
      assert.equal(testDrop({ tree: 'd'.repeat(40), result: 'green', tests, ...said }, undefined).length, isProtected ? 1 : 0);
    });
  }

  it('is taken with the master on which it lands, and an approval holds for as many tests on every master', () => {
    const of = (tests: number, before: number) => testDrop({ tree: 'd'.repeat(40), result: 'green', tests, 'tests-before': 40 }, { result: 'green', tests: before });
    assert.deepEqual([of(30, 40), of(30, 50)], [[], []]);
    assert.deepEqual(testDrop({ tree: 'd'.repeat(40), result: 'red', tests: 1 }, { result: 'green', tests: 40 }), [], 'what is red was cut short');
    const [approved, more, fewer] = [of(19, 40), of(20, 60), of(18, 40)].map(([drop]) => drop);
    assert.ok(approved !== undefined && more !== undefined && fewer !== undefined);
    assert.deepEqual([allowsDrop([approved], more), allowsDrop([approved], fewer), allowsDrop([], more)], [true, false, false]);
  });

  it('is nobody’s file: what was approved of a file of that name allows no loss, and a loss no content of the file', () => {
    const [drop] = testDrop({ tree: 'd'.repeat(40), result: 'green', tests: 19 }, { result: 'green', tests: 40 });
    const file = { path: 'tests', words: 'is run by the gate', before: 'a'.repeat(40), after: 'b'.repeat(40) };
    assert.ok(drop !== undefined);
    assert.deepEqual([allowsDrop([file], drop), allowsDrop([drop], file), allowsDrop([file], { ...file, after: 'c'.repeat(40) })], [false, false, false]);
  });

  it('is nothing beside a red master', () => {
    assert.deepEqual(fewerTests({ green: true, tests: 1 }, { result: 'red', tests: 40 }), {});
  });
});
