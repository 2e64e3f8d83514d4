/** How runners say how many tests ran. Each gives the numbers of one line that are to be added up. */
const runners: readonly { readonly line: RegExp; readonly groups: readonly number[] }[] = [
  // TAP, node:test, tape: "# tests 12" (node prints "ℹ tests 12" to a terminal)
  { line: /^(?:#|ℹ) tests\s+(\d+)/gm, groups: [1] },
  // mocha: "12 passing (3s)", "1 failing"
  { line: /^\s*(\d+) (?:passing|failing)\b/gm, groups: [1] },
  // jest and vitest: "Tests:  1 failed, 11 passed, 12 total" and "Tests  12 passed (12)"
  { line: /^\s*Tests:?\s.*?(\d+)(?: total|\))/gm, groups: [1] },
  // cargo: "test result: ok. 12 passed; 0 failed; ..."
  { line: /^test result: \w+\. (\d+) passed; (\d+) failed/gm, groups: [1, 2] },
  // go test -v: one line for each test
  { line: /^\s*--- (?:PASS|FAIL): \S+/gm, groups: [] },
  // pytest: "=== 11 passed, 1 failed in 0.12s ==="
  { line: /^=+ .*?(?:(\d+) failed, )?(\d+) passed.* in [\d.]+s.*=+$/gm, groups: [1, 2] },
  { line: /^=+ (\d+) failed in [\d.]+s.*=+$/gm, groups: [1] },
  // unittest: "Ran 12 tests in 0.01s"
  { line: /^Ran (\d+) tests? in/gm, groups: [1] },
  // the plain closing line: "12 passed, 0 failed"
  { line: /^(?:\w+: )?(\d+) passed, (\d+) failed/gm, groups: [1, 2] },
];

/** Lines by which a runner says that it found none. */
const none = [/^=+ no tests ran in/m, /^no tests? (?:found|to run)/im, /^\s*0 passing\b/m, /^1\.\.0\b/m];

// eslint-disable-next-line no-control-regex -- colours are control characters
const colours = /\x1b\[[0-9;]*m/g;

/** How many tests a gate's output says were run; undefined when it does not say. */
export function countTests(output: string): number | undefined {
  const text = output.replace(colours, '');
  let total: number | undefined;
  for (const { line, groups } of runners) {
    const matches = [...text.matchAll(line)];
    if (matches.length === 0) continue;
    const count = matches.reduce((sum, match) => sum + (groups.length === 0 ? 1 : groups.reduce((one, group) => one + Number(match[group] ?? 0), 0)), 0);
    total = Math.max(total ?? 0, count);
  }
  return total ?? (none.some((line) => line.test(text)) ? 0 : undefined);
}
