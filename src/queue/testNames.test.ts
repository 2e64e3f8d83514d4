import assert from 'node:assert/strict';
import { failedTests, isStrictlyLess, namesInWords } from './testNames.js';

const outputs: readonly (readonly [string, string, readonly string[] | undefined])[] = [
  ['TAP', 'TAP version 13\nok 1 - a\nnot ok 2 - b adds\nnot ok 3 - c # TODO later\n1..3\n', ['b adds']],
  ['TAP of tests within tests', '# Subtest: sums\n    # Subtest: adds\n    not ok 1 - adds\n    ok 2 - subtracts\n    1..2\nnot ok 1 - sums\nok 2 - other\n# fail 1\n', ['adds']],
  ['tape', 'TAP version 13\n# sums\nok 1 should be equal\nnot ok 2 should be equal\n  ---\n    operator: equal\n  ...\nnot ok 3 should be equal\n# differences\nok 4 should be equal\n# products\nnot ok 5 of nothing\n\n1..5\n# tests 5\n# pass  2\n# fail  3\n', ['products', 'sums']],
  ['tape, with one more than it names', 'TAP version 13\n# sums\nnot ok 1 should be equal\n# tests 2\n# pass  0\n# fail  2\n', undefined],
  ['node', '✖ adds (1.2ms)\nℹ fail 1\n\n✖ failing tests:\n\ntest at a.test.js:1:1\n✖ adds (1.2ms)\n  AssertionError\n', ['adds']],
  ['mocha', '  3 passing (5ms)\n  2 failing\n\n  1) sums\n       adds:\n     Error: x\n      at a.js:1\n\n  2) top level:\n     Error\n', ['sums adds', 'top level']],
  ['jest', 'FAIL test/a.test.js\n  ● sums › adds\n\n    expect(1)\n\n  ● Console\n\nFAIL test/b.test.js\n  ● Test suite failed to run\n\nTests:       1 failed, 2 passed, 3 total\n', ['sums › adds', 'test/b.test.js']],
  ['vitest', ' FAIL  test/a.test.ts > sums > adds\nAssertionError\n Tests  1 failed | 2 passed (3)\n', ['test/a.test.ts > sums > adds']],
  ['pytest', 'FAILED tests/test_a.py::test_adds[1 + 1] - assert 1 == 2\nERROR tests/test_b.py\n==== 1 failed, 2 passed, 1 error in 0.12s ====\n', ['tests/test_a.py::test_adds[1 + 1]', 'tests/test_b.py']],
  ['cargo', 'test tests::adds ... FAILED\ntest tests::ok ... ok\ntest result: FAILED. 1 passed; 1 failed; 0 ignored\n', ['tests::adds']],
  ['go', '--- FAIL: TestSums (0.00s)\n    --- FAIL: TestSums/adds (0.00s)\n    --- PASS: TestSums/subtracts (0.00s)\nFAIL\n', ['TestSums/adds']],
  ['unittest', 'FAIL: test_adds (test_a.Sums.test_adds)\n----\nFAILED (failures=1)\n', ['test_adds (test_a.Sums.test_adds)']],
  ['colours', '\x1b[31mnot ok 1 - a\x1b[0m\n', ['a']],
  ['more than it names', 'not ok 1 - a\n# fail 3\n', undefined],
  ['no names', 'error: it does not compile\n', undefined],
  ['a part that is left out', 'not ok 1 - a\n[… 100 bytes left out …]\n# fail 1\n', undefined],
];

describe('the names of failed tests', () => {
  for (const [runner, output, expected] of outputs) {
    it(`are read from ${runner}`, () => {
      assert.deepEqual(failedTests(output), expected);
    });
  }

  it('are less only when nothing new is among them', () => {
    assert.ok(isStrictlyLess(['a'], ['a', 'b']));
    for (const [failing, before] of [[['a', 'b'], ['a', 'b']], [['c'], ['a', 'b']], [undefined, ['a']], [['a'], undefined]] as const) assert.ok(!isStrictlyLess(failing, before));
    assert.equal(namesInWords(['a', 'b', 'c', 'd', 'e']), 'a, b, c and 2 more');
  });
});
