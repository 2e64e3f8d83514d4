/** How one kind of runner says how many tests ran. A skipped test did not run. */
interface Runner {
  /** The lines that speak of tests. */
  readonly line: RegExp;
  /** Numbers in such a line that are added up; without it each line is one test. */
  readonly ran?: RegExp;
  /** Numbers in such a line that were counted with the others and did not run. */
  readonly notRan?: RegExp;
  /** Such lines stand for suites within suites: not their sum counts, but the largest. */
  readonly nested?: true;
}

/** unittest: "Ran 12 tests in 0.01s", bun: "Ran 12 tests across 1 file." */
const unittest: Runner = { line: /^Ran \d+ tests? (?:in|across)\b/, ran: /\d+(?= tests?\b)/g };

const runners: readonly Runner[] = [
  // node:test and tape: "# pass 11" and "# fail 1" (node prints "ℹ pass 11" to a terminal)
  { line: /^(?:#|ℹ) (?:pass|fail)\s+\d+/, ran: /\d+/g },
  // TAP without a summary: "ok 1 - adds", "not ok 2 - subtracts"
  { line: /^(?:not )?ok \d+(?!.*# (?:SKIP|TODO))/i },
  // mocha: "12 passing (3s)", "1 failing"
  { line: /^\s*\d+ (?:passing|failing)\b/, ran: /\d+(?= )/g },
  // jest: "Tests:       1 failed, 2 skipped, 11 passed, 14 total"; vitest: "Tests  1 failed | 11 passed (12)"
  { line: /^\s*Tests:?\s.*\d+ (?:total|passed|failed|skipped|todo)\b/, ran: /\d+(?= (?:passed|failed)\b)/g },
  // cargo: "test result: ok. 12 passed; 0 failed; 1 ignored; ..."
  { line: /^test result: \w+\. \d+ passed; \d+ failed/, ran: /\d+(?= (?:passed|failed)\b)/g },
  // go test -v: one line for each test; gotestsum: "DONE 12 tests, 2 skipped in 0.5s"
  { line: /^\s*--- (?:PASS|FAIL): \S+/ },
  { line: /^DONE \d+ tests?\b/, ran: /\d+(?= tests?\b)/g },
  // pytest: "=== 1 failed, 11 passed, 2 skipped in 0.12s ===", with -q without the rules
  { line: /^(?:=+ )?\d+ (?:passed|failed|skipped|deselected|xfailed|xpassed|errors?|warnings?)\b.* in [\d.]+s\b/, ran: /\d+(?= (?:passed|failed|xfailed|xpassed)\b)/g },
  unittest,
  // Maven: "[INFO] Tests run: 12, Failures: 0, Errors: 0, Skipped: 1" for each module; with a time it is one class; JUnit's own text runner has no log level
  { line: /^(?:\[\w+\] )?Tests run: \d+, +Failures: \d+(?!.*Time elapsed)/, ran: /\d+(?=, +Failures)/g, notRan: /(?<=Skipped: )\d+/g },
  // Gradle, in red alone: "12 tests completed, 1 failed, 2 skipped"
  { line: /^\d+ tests? completed, \d+ (?:failed|skipped)/, ran: /\d+(?= tests? completed)/g, notRan: /\d+(?= skipped)/g },
  // .NET: "Passed!  - Failed:     0, Passed:    12, Skipped:     0, Total:    12, Duration: 5 ms - x.dll (net8.0)", a line for each project
  { line: /^\s*(?:Passed|Failed|Skipped)!\s+- Failed:\s+\d+, Passed:\s+\d+/, ran: /(?<=(?:Failed|Passed):\s+)\d+/g },
  // .NET with the terminal logger: "Test summary: total: 12, failed: 1, succeeded: 10, skipped: 1, duration: 1.2s"
  { line: /^\s*Test summary: total: \d+, failed: \d+, succeeded: \d+/, ran: /(?<=(?:failed|succeeded): )\d+/g },
  // CTest: "100% tests passed, 0 tests failed out of 12"
  { line: /^\d+% tests passed, \d+ tests? failed out of \d+/, ran: /(?<=out of )\d+/g },
  // RSpec: "12 examples, 1 failure, 2 pending"
  { line: /^\d+ examples?, \d+ failures?/, ran: /\d+(?= examples?)/g, notRan: /\d+(?= pending)/g },
  // minitest: "12 runs, 34 assertions, 0 failures, 0 errors, 1 skips"
  { line: /^\d+ runs, \d+ assertions, \d+ failures/, ran: /\d+(?= runs)/g, notRan: /\d+(?= skips)/g },
  // ExUnit: "3 doctests, 1 property, 12 tests, 1 failure, 2 skipped"; Bats to a terminal: "12 tests, 0 failures, 1 skipped"; test-unit has assertions between
  { line: /^(?:\d+ (?:doctests?|propert(?:y|ies)|features?), )*\d+ tests?, (?:\d+ assertions, )?\d+ failures?/, ran: /\d+(?= (?:doctests?|propert(?:y|ies)|features?|tests?)\b)/g, notRan: /\d+(?= (?:skipped|excluded|omissions)\b)/g },
  // PHPUnit: "OK (12 tests, 34 assertions)"; "Tests: 12, Assertions: 34, Failures: 1, Skipped: 2."
  { line: /^OK \(\d+ tests?, \d+ assertions?\)/, ran: /\d+(?= tests?\b)/g },
  { line: /^Tests: \d+, Assertions: \d+/, ran: /(?<=^Tests: )\d+/g, notRan: /(?<=(?:Skipped|Incomplete): )\d+/g },
  // XCTest: "Executed 12 tests, with 2 tests skipped and 1 failure (0 unexpected) in 0.1 (0.2) seconds", for each suite and for all
  { line: /^\s*Executed \d+ tests?, with /, ran: /(?<=Executed )\d+/g, notRan: /\d+(?= tests? skipped)/g, nested: true },
  // Swift Testing: "✔ Test run with 12 tests in 3 suites passed after 0.001 seconds."
  { line: /^\S+\s+Test run with \d+ tests?\b/, ran: /(?<=Test run with )\d+/g },
  // Zig: "Build Summary: 3/3 steps succeeded; 11/12 tests passed; 1 skipped"; without the summary "All 12 tests passed."
  { line: /^Build Summary: .*\d+\/\d+ tests passed/, ran: /\d+(?=\/\d+ tests passed)/g },
  { line: /^All \d+ tests passed\.$/, ran: /\d+/g },
  // Deno: "ok | 12 passed (3 steps) | 0 failed | 1 ignored (5ms)"
  { line: /^(?:ok|FAILED) \| \d+ passed\b/, ran: /\d+(?= (?:passed|failed)\b)/g },
  // the plain closing line: "12 passed, 0 failed"
  { line: /^(?:\w+: )?\d+ passed, \d+ failed/, ran: /\d+(?= (?:passed|failed)\b)/g },
];

/** unittest counts the skipped tests among those that ran, and tells a line later: "OK (skipped=2)". */
const unittestEnd = /^(?:OK|FAILED) \(.*\bskipped=(\d+)/;

/** Lines by which a runner says that it found none. */
const none = [/^=+ no tests ran in/, /^no tests ran in/, /^No tests executed!/, /^No tests were found!!!/, /^no tests? (?:files? )?(?:found|to run)/i, /^1\.\.0\b/];

/** go test without -v: "?  pkg [no test files]"; a package that was tested says no count. */
const goWithoutTests = /^(?:\?\s+\S+\s+\[no test files\]|ok\s+\S+\s.*\[no tests to run\])/;
const goTested = /^(?:ok|FAIL)\s+\S+\s(?!.*\[no tests to run\])/;

/** What says how many is short; a longer line is cut, since a gate's output may be made to keep the reader busy. In characters. */
const longestLine = 400;

// eslint-disable-next-line no-control-regex -- colours are control characters
const colours = /\x1b\[[0-9;]*m/g;

function sum(line: string, numbers: RegExp): number {
  return (line.match(numbers) ?? []).reduce((total, number) => total + Number(number), 0);
}

function numberOfTests(line: string, { ran, notRan }: Runner): number {
  if (ran === undefined) return 1;
  return Math.max(0, sum(line, ran) - (notRan === undefined ? 0 : sum(line, notRan)));
}

/** How many tests a gate's output says were run; undefined when it does not say. Where several runners speak, the largest. */
export function countTests(output: string): number | undefined {
  const lines = output.split('\n').map((line) => line.slice(0, 2 * longestLine).replace(colours, '').slice(0, longestLine).trimEnd());
  const counts = runners.map(() => undefined as number | undefined);
  const unittestAt = runners.indexOf(unittest);
  for (const line of lines) {
    if (line === '') continue;
    runners.forEach((runner, at) => {
      if (!runner.line.test(line)) return;
      const number = numberOfTests(line, runner);
      counts[at] = runner.nested === true ? Math.max(counts[at] ?? 0, number) : (counts[at] ?? 0) + number;
    });
    const skipped = unittestEnd.exec(line)?.[1];
    const before = counts[unittestAt];
    if (skipped !== undefined && before !== undefined) counts[unittestAt] = Math.max(0, before - Number(skipped));
  }
  const known = counts.filter((count) => count !== undefined);
  if (known.length > 0) return Math.max(...known);
  const says = (pattern: RegExp) => lines.some((line) => pattern.test(line));
  return none.some(says) || (says(goWithoutTests) && !says(goTested)) ? 0 : undefined;
}
