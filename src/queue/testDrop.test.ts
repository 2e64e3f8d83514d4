import assert from 'node:assert/strict';
import { fewerTests, testDrop } from './testDrop.js';

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
      assert.equal(testDrop({ tree: 'd'.repeat(40), tests, ...said }).length, isProtected ? 1 : 0);
    });
  }

  it('is nothing beside a red master', () => {
    assert.deepEqual(fewerTests({ green: true, tests: 1 }, { result: 'red', tests: 40 }), {});
  });
});
