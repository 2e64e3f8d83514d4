/** How one kind of runner says how many tests ran. A skipped test did not run. */
interface Runner {
  /** The lines that speak of tests. */
  readonly line: RegExp;
  /** Numbers in such a line that are added up; without it each line is one test. */
  readonly ran?: RegExp;
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
  // the plain closing line: "12 passed, 0 failed"
  { line: /^(?:\w+: )?\d+ passed, \d+ failed/, ran: /\d+(?= (?:passed|failed)\b)/g },
];

/** unittest counts the skipped tests among those that ran, and tells a line later: "OK (skipped=2)". */
const unittestEnd = /^(?:OK|FAILED) \(.*\bskipped=(\d+)/;

/** Lines by which a runner says that it found none. */
const none = [/^=+ no tests ran in/, /^no tests ran in/, /^no tests? (?:files? )?(?:found|to run)/i, /^1\.\.0\b/];

/** go test without -v: "?  pkg [no test files]"; a package that was tested says no count. */
const goWithoutTests = /^(?:\?\s+\S+\s+\[no test files\]|ok\s+\S+\s.*\[no tests to run\])/;
const goTested = /^(?:ok|FAIL)\s+\S+\s(?!.*\[no tests to run\])/;

/** What says how many is short; a longer line is cut, since a gate's output may be made to keep the reader busy. In characters. */
const longestLine = 400;

// eslint-disable-next-line no-control-regex -- colours are control characters
const colours = /\x1b\[[0-9;]*m/g;

function numberOfTests(line: string, ran: RegExp | undefined): number {
  return ran === undefined ? 1 : (line.match(ran) ?? []).reduce((sum, number) => sum + Number(number), 0);
}

/** How many tests a gate's output says were run; undefined when it does not say. Where several runners speak, the largest. */
export function countTests(output: string): number | undefined {
  const lines = output.split('\n').map((line) => line.slice(0, 2 * longestLine).replace(colours, '').slice(0, longestLine).trimEnd());
  const counts = runners.map(() => undefined as number | undefined);
  const unittestAt = runners.indexOf(unittest);
  for (const line of lines) {
    if (line === '') continue;
    runners.forEach((runner, at) => {
      if (runner.line.test(line)) counts[at] = (counts[at] ?? 0) + numberOfTests(line, runner.ran);
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
