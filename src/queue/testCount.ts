/** How one kind of runner says how many tests ran. A skipped test did not run. */
interface Runner {
  /** The lines that speak of tests. */
  readonly line: RegExp;
  /** Numbers in such a line that are added up; without it each line is one test. */
  readonly ran?: RegExp;
}

const runners: readonly Runner[] = [
  // node:test and tape: "# pass 11" and "# fail 1" (node prints "ℹ pass 11" to a terminal)
  { line: /^(?:#|ℹ) (?:pass|fail)\s+\d+/gm, ran: /\d+/g },
  // TAP without a summary: "ok 1 - adds", "not ok 2 - subtracts"
  { line: /^(?:not )?ok \d+(?!.*# (?:SKIP|TODO))/gim },
  // mocha: "12 passing (3s)", "1 failing"
  { line: /^\s*\d+ (?:passing|failing)\b/gm, ran: /\d+/g },
  // jest: "Tests:       1 failed, 2 skipped, 11 passed, 14 total"; vitest: "Tests  1 failed | 11 passed (12)"
  { line: /^\s*Tests:?\s.*\d+ (?:total|passed|failed|skipped|todo)\b.*/gm, ran: /\d+(?= (?:passed|failed)\b)/g },
  // cargo: "test result: ok. 12 passed; 0 failed; 1 ignored; ..."
  { line: /^test result: \w+\. \d+ passed; \d+ failed/gm, ran: /\d+(?= (?:passed|failed)\b)/g },
  // go test -v: one line for each test; gotestsum: "DONE 12 tests, 2 skipped in 0.5s"
  { line: /^\s*--- (?:PASS|FAIL): \S+/gm },
  { line: /^DONE \d+ tests?\b/gm, ran: /\d+/g },
  // pytest: "=== 1 failed, 11 passed, 2 skipped in 0.12s ===", with -q without the rules
  { line: /^(?:=+ )?(?=.*\b\d+ (?:passed|failed|skipped|deselected|xfailed|xpassed|errors?)\b).* in [\d.]+s\b.*/gm, ran: /\d+(?= (?:passed|failed|xfailed|xpassed)\b)/g },
  // the plain closing line: "12 passed, 0 failed"
  { line: /^(?:\w+: )?\d+ passed, \d+ failed/gm, ran: /\d+/g },
];

/** unittest counts the skipped ones first: "Ran 12 tests in 0.01s", then "OK (skipped=2)"; bun says "Ran 12 tests across 1 file." */
function countRan(text: string): number | undefined {
  const matches = [...text.matchAll(/^Ran (\d+) tests? (?:in|across)\b.*\n*(?:(?:OK|FAILED|NO TESTS RAN)\b.*?(?:skipped=(\d+))?.*$)?/gm)];
  if (matches.length === 0) return undefined;
  return matches.reduce((sum, match) => sum + Number(match[1]) - Number(match[2] ?? 0), 0);
}

/** Lines by which a runner says that it found none. */
const none = [/^=+ no tests ran in/m, /^no tests ran in/m, /^no tests? (?:files? )?(?:found|to run)/im, /^1\.\.0\b/m];

/** go test without -v: "?  pkg [no test files]"; a package that was tested says no count. */
const goWithoutTests = /^(?:\?\s+\S+\s+\[no test files\]|ok\s+\S+\s.*\[no tests to run\])/m;
const goTested = /^(?:ok|FAIL)\s+\S+\s(?!.*\[no tests to run\])/m;

// eslint-disable-next-line no-control-regex -- colours are control characters
const colours = /\x1b\[[0-9;]*m/g;

function countOf(text: string, { line, ran }: Runner): number | undefined {
  const lines = text.match(line);
  if (lines === null || ran === undefined) return lines?.length;
  return lines.reduce((sum, one) => sum + (one.match(ran) ?? []).reduce((total, number) => total + Number(number), 0), 0);
}

/** How many tests a gate's output says were run; undefined when it does not say. Where several runners speak, the largest. */
export function countTests(output: string): number | undefined {
  const text = output.replace(colours, '').replaceAll('\r', '');
  const counts = [...runners.map((runner) => countOf(text, runner)), countRan(text)].filter((count) => count !== undefined);
  if (counts.length > 0) return Math.max(...counts);
  const hasNone = none.some((line) => line.test(text)) || (goWithoutTests.test(text) && !goTested.test(text));
  return hasNone ? 0 : undefined;
}
