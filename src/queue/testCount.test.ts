import assert from 'node:assert/strict';
import { countTests } from './testCount.js';

/** Output of real runners, their noise left in where it could mislead. */
const outputs: readonly (readonly [string, string, number | undefined])[] = [
  ['node:test spec', '✔ adds (0.5ms)\n▶ group\n  ✔ inner (0.1ms)\n▶ group (0.3ms)\n✖ fails (1ms)\nℹ tests 4\nℹ suites 1\nℹ pass 2\nℹ fail 1\nℹ cancelled 0\nℹ skipped 1\nℹ todo 0\nℹ duration_ms 48.2\n', 3],
  ['node:test tap', 'TAP version 13\n# Subtest: adds\nok 1 - adds\n  ---\n  duration_ms: 0.4\n  ...\n1..1\n# tests 1\n# suites 0\n# pass 1\n# fail 0\n# cancelled 0\n# skipped 0\n# todo 0\n', 1],
  ['node:test without a test', 'TAP version 13\n1..0\n# tests 0\n# suites 0\n# pass 0\n# fail 0\n# cancelled 0\n# skipped 0\n', 0],
  ['tape', 'TAP version 13\n# adds\nok 1 should be equal\nok 2 should be equal\nnot ok 3 no\n\n1..3\n# tests 3\n# pass  2\n# fail  1\n', 3],
  ['tape without a test', 'TAP version 13\n\n1..0\n# tests 0\n# pass  0\n\n# ok\n', 0],
  ['plain TAP', 'ok 1 - one\nok 2 - two # SKIP no network\nnot ok 3 - three\n1..3\n', 2],
  ['plain TAP without a test', '1..0 # SKIP nothing\n', 0],
  ['mocha', '\n  sum\n    ✔ adds\n    1) fails\n\n\n  11 passing (8ms)\n  2 pending\n  1 failing\n\n  1) sum\n       fails:\n', 12],
  ['mocha in colour', '\u001b[92m \u001b[0m\u001b[32m 3 passing\u001b[0m\u001b[90m (2ms)\u001b[0m\n', 3],
  ['mocha without a test', '\n\n  0 passing (1ms)\n\n', 0],
  ['mocha with pending tests alone', '\n  0 passing (1ms)\n  4 pending\n', 0],
  ['jest', 'PASS ./sum.test.js\nTest Suites: 1 failed, 1 passed, 2 total\nTests:       1 failed, 2 skipped, 11 passed, 14 total\nSnapshots:   0 total\nTime:        0.5 s\n', 12],
  ['jest with skipped tests alone', 'Test Suites: 1 skipped, 0 of 1 total\nTests:       3 skipped, 3 total\n', 0],
  ['jest without a test', 'No tests found, exiting with code 0\n', 0],
  ['vitest', ' ✓ sum.test.ts (2 tests) 2ms\n\n Test Files  1 failed | 1 passed (2)\n      Tests  1 failed | 11 passed | 1 skipped (13)\n   Start at  10:00:00\n   Duration  300ms\n', 12],
  ['vitest in green', ' Test Files  1 passed (1)\n      Tests  2 passed (2)\n', 2],
  ['vitest without a file', 'No test files found, exiting with code 0\n', 0],
  ['cargo', 'running 3 tests\ntest a ... ok\ntest b ... ignored\n\ntest result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\n   Doc-tests x\n\nrunning 1 test\n\ntest result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out\n', 3],
  ['cargo without a test', 'running 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n', 0],
  ['go test -v', '=== RUN   TestA\n=== RUN   TestA/sub\n--- PASS: TestA (0.00s)\n    --- PASS: TestA/sub (0.00s)\n=== RUN   TestB\n--- SKIP: TestB (0.00s)\n--- FAIL: TestC (0.00s)\nFAIL\nexit status 1\nFAIL\tx\t0.002s\n', 3],
  ['go test', 'ok  \tx\t0.002s\n?   \tx/y\t[no test files]\n', undefined],
  ['go test without a test file', '?   \tx\t[no test files]\n', 0],
  ['go test without a test', 'testing: warning: no tests to run\nPASS\nok  \tx\t0.002s [no tests to run]\n', 0],
  ['go test in part without a test', 'testing: warning: no tests to run\nPASS\nok  \tx\t0.002s [no tests to run]\nok  \tx/y\t0.010s\n', undefined],
  ['gotestsum', '✓  x (2ms)\n\nDONE 12 tests, 1 skipped in 0.512s\n', 12],
  ['pytest', '============ test session starts ============\ncollected 12 items\n\ntest_a.py ......F....s   [100%]\n====== 1 failed, 10 passed, 1 skipped, 2 warnings in 0.12s ======\n', 11],
  ['pytest in green', '============================== 2 passed in 0.01s ===============================\n', 2],
  ['pytest all red', '============================== 2 failed in 0.01s ===============================\n', 2],
  ['pytest -q', '..F.\n1 failed, 3 passed in 0.03s\n', 4],
  ['pytest of a minute and more', '====== 3 passed in 75.31s (0:01:15) ======\n', 3],
  ['pytest with skipped tests alone', '====== 3 skipped in 0.01s ======\n', 0],
  ['pytest without a test', '============================ no tests ran in 0.00s =============================\n', 0],
  ['unittest', '...\n----------------------------------------------------------------------\nRan 12 tests in 0.001s\n\nOK\n', 12],
  ['unittest with skipped ones', 'ss.\n-----\nRan 3 tests in 0.000s\n\nOK (skipped=2)\n', 1],
  ['unittest in red', 'Ran 3 tests in 0.000s\n\nFAILED (failures=1, skipped=1)\n', 2],
  ['unittest without a test', 'Ran 0 tests in 0.000s\n\nNO TESTS RAN\n', 0],
  ['bun', 'bun test v1.1.0\n\n a.test.ts:\n✓ adds\n\n 2 pass\n 0 fail\nRan 2 tests across 1 file. [5.00ms]\n', 2],
  ['a plain script', '12 passed, 1 failed\n', 13],
  ['Maven', '[INFO] Running x.AppTest\n[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 1, Time elapsed: 0.05 s -- in x.AppTest\n[INFO] Results:\n[INFO] \n[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 1\n[INFO] \n[INFO] BUILD SUCCESS\n', 2],
  ['Maven in red', '[ERROR] Tests run: 3, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.05 s <<< FAILURE! -- in x.AppTest\n[ERROR] Tests run: 3, Failures: 1, Errors: 0, Skipped: 0\n[INFO] BUILD FAILURE\n', 3],
  ['Maven with two modules', '[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0\n[WARNING] Tests run: 2, Failures: 0, Errors: 0, Skipped: 1\n', 4],
  ['Gradle in green, which says nothing', '> Task :test\n\nBUILD SUCCESSFUL in 2s\n3 actionable tasks: 3 executed\n', undefined],
  ['Gradle in red', 'AppTest > adds FAILED\n    java.lang.AssertionError at AppTest.java:9\n\n12 tests completed, 1 failed, 2 skipped\n\nFAILURE: Build failed with an exception.\n', 10],
  ['.NET', 'Passed!  - Failed:     0, Passed:    12, Skipped:     1, Total:    13, Duration: 5 ms - x.dll (net8.0)\nFailed!  - Failed:     1, Passed:     2, Skipped:     0, Total:     3, Duration: 9 ms - y.dll (net8.0)\n', 15],
  ['.NET with the terminal logger', 'Test summary: total: 13, failed: 1, succeeded: 11, skipped: 1, duration: 1.2s\nBuild succeeded in 3.4s\n', 12],
  ['CTest', '1/2 Test #1: adds .............................   Passed    0.00 sec\n2/2 Test #2: fails ............................***Failed    0.00 sec\n\n50% tests passed, 1 tests failed out of 2\n\nTotal Test time (real) =   0.01 sec\n', 2],
  ['CTest without a test', 'Test project /x/build\nNo tests were found!!!\n', 0],
  ['RSpec', '..F*\n\nFinished in 0.005 seconds (files took 0.1 seconds to load)\n4 examples, 1 failure, 1 pending\n', 3],
  ['RSpec without a test', 'No examples found.\n\nFinished in 0.0002 seconds\n0 examples, 0 failures\n', 0],
  ['minitest', 'Run options: --seed 1\n\n# Running:\n\n..S\n\n3 runs, 5 assertions, 0 failures, 0 errors, 1 skips\n', 2],
  ['test-unit', 'Finished in 0.001 seconds.\n3 tests, 3 assertions, 1 failures, 0 errors, 0 pendings, 1 omissions, 0 notifications\n66.6667% passed\n', 2],
  ['ExUnit', '...\nFinished in 0.02 seconds (0.00s async, 0.02s sync)\n1 doctest, 3 tests, 1 failure, 1 skipped\n', 3],
  ['ExUnit with properties', '2 properties, 3 tests, 0 failures\n', 5],
  ['Bats to a terminal', ' ✓ adds\n - skipped (skipped)\n\n2 tests, 0 failures, 1 skipped\n', 1],
  ['Bats', '1..3\nok 1 adds\nnot ok 2 fails\n# (in test file a.bats, line 3)\nok 3 later # skip not yet\n', 2],
  ['PHPUnit', 'PHPUnit 10.5.0 by Sebastian Bergmann and contributors.\n\n...   3 / 3 (100%)\n\nOK (3 tests, 5 assertions)\n', 3],
  ['PHPUnit in red', 'FAILURES!\nTests: 4, Assertions: 5, Failures: 1, Skipped: 1.\n', 3],
  ['PHPUnit without a test', 'No tests executed!\n', 0],
  ['XCTest', "Test Suite 'ATests' passed at 2024-01-01 10:00:00.000.\n\t Executed 2 tests, with 0 failures (0 unexpected) in 0.001 (0.002) seconds\nTest Suite 'All tests' passed at 2024-01-01 10:00:00.000.\n\t Executed 3 tests, with 1 test skipped and 0 failures (0 unexpected) in 0.001 (0.003) seconds\n", 2],
  ['Swift Testing beside an empty XCTest', '\t Executed 0 tests, with 0 failures (0 unexpected) in 0.000 (0.000) seconds\n✔ Test adds() passed after 0.001 seconds.\n✔ Test run with 4 tests passed after 0.001 seconds.\n', 4],
  ['Zig', 'Build Summary: 3/3 steps succeeded; 12/12 tests passed\ntest success\n', 12],
  ['Zig in silence', '', undefined],
  ['Zig’s test command', 'All 2 tests passed.\n', 2],
  ['Deno', 'running 2 tests from ./a_test.ts\nadds ... ok (1ms)\n\nok | 2 passed (3 steps) | 0 failed | 1 ignored (5ms)\n', 2],
  ['Deno in red', 'FAILED | 1 passed | 1 failed (5ms)\n', 2],
  ['several runners', '  3 passing (1ms)\n\nRan 12 tests in 0.001s\n\nOK\n', 12],
  ['lines ended as on Windows', '  3 passing (1ms)\r\n', 3],
  ['a compiler', 'Compiling x v0.1.0\nFinished in 0.2s\nAll 12 files passed the check\n', undefined],
  ['nothing', '', undefined],
];

describe('the count of tests', () => {
  for (const [runner, output, count] of outputs) {
    it(`of ${runner} is ${String(count)}`, () => {
      assert.equal(countTests(output), count);
    });
  }

  it('takes no time over output made to mislead it', () => {
    const began = performance.now();
    countTests(`${'= 1 passed, '.repeat(20_000)}\n${'Tests: 1 '.repeat(20_000)}\nRan 1 tests in ${'\n'.repeat(50_000)}`);
    assert.ok(performance.now() - began < 2000);
  });
});
