/** How one kind of runner names a test that failed, on a line of its own. The first group is the name. */
const oneLine: readonly RegExp[] = [
  // pytest: "FAILED tests/test_a.py::test_adds - assert 1 == 2", "ERROR tests/test_a.py"
  /^(?:FAILED|ERROR) (\S+\.py(?:::.+?)?)(?: - .*)?$/,
  // cargo: "test tests::adds ... FAILED"; deno: "adds ... FAILED (5ms)"
  /^(?:test )?(\S.*?) \.\.\. FAILED(?: \(.*\))?$/,
  // vitest: " FAIL  test/a.test.ts > sums > adds"
  /^\s*(?:FAIL|×)\s+(\S+\.\w+(?: [>|] .+))$/,
  // unittest: "FAIL: test_adds (test_a.Sums.test_adds)"
  /^(?:FAIL|ERROR): (\w+ \([\w.]+\))/,
  // RSpec: "rspec ./spec/a_spec.rb:12 # Sums adds"
  /^rspec \S+ # (.+)$/,
  // Maven: "[ERROR]   SumsTest.adds:12 expected: <1> but was: <2>"
  /^\[ERROR\]\s{2,}(\w+(?:\.\w+)*\.\w+):\d+/,
  // PHPUnit: "1) Tests\SumsTest::testAdds"
  /^\d+\) ((?:\w+\\)*\w+::\w+.*)$/,
  // .NET: "  Failed Tests.Sums.Adds [5 ms]"
  /^\s*Failed (\w+(?:\.\w+)+(?:\(.*\))?) \[.*\]$/,
  // Gradle: "SumsTest > adds() FAILED"
  /^(\S.* > .+) FAILED$/,
];

/** How runners say in closing how many failed. */
const counts: readonly RegExp[] = [/^(?:#|ℹ) fail\s+(\d+)/, /^\s*(\d+) failing\b/, /^\s*Tests:?\s.*?(\d+) failed\b/, /^test result: FAILED\. \d+ passed; (\d+) failed/, /^(?:=+ )?(?:\d+ \w+, )*?(\d+) failed\b.* in [\d.]+s/, /^FAILED \((?:failures=(\d+))/, /^(?:\w+: )?\d+ passed, (\d+) failed/];

const longestLine = 400;
const longestName = 200;
/** More than so many are not told apart any more. */
const mostNames = 300;

// eslint-disable-next-line no-control-regex -- colours are control characters
const colours = /\x1b\[[0-9;]*m/g;

/** The last of several things that are one within the other: a suite fails because of what is in it. */
function innermost(found: readonly { readonly indent: number; readonly name: string }[]): readonly string[] {
  // A runner tells what is within before what it is in.
  return found.flatMap(({ indent, name }, at) => ((found[at - 1]?.indent ?? 0) > indent ? [] : [name]));
}

const tapResult = /^(\s*)(not )?ok \d+(?: -)? (.+?)((?:\s# .*)?)$/;

/** tape: "# sums", then "not ok 3 should be equal" for each assertion of that test that failed. Nothing for TAP of another runner, where each test has a line of its own. */
function tapeNames(lines: readonly string[]): readonly string[] {
  const isTape = lines.includes('TAP version 13') && lines.some((line) => /^# tests \d+$/.test(line)) && !lines.some((line) => /^(?:\s*# Subtest:|\s+(?:not )?ok \d)/.test(line));
  if (!isTape) return [];
  let test = '';
  return lines.flatMap((line) => {
    test = /^# (\S.*)$/.exec(line)?.[1] ?? test;
    const [, , bad, name = '', rest = ''] = tapResult.exec(line) ?? [];
    return bad === undefined || /# (?:TODO|SKIP)/i.test(rest) ? [] : [test === '' ? name : test];
  });
}

/** TAP: "not ok 3 - adds", with tests within tests. */
function tapNames(lines: readonly string[]): readonly string[] {
  const results = lines.flatMap((line) => {
    const [, indent = '', bad, name, rest = ''] = tapResult.exec(line) ?? [];
    if (name === undefined || /# (?:TODO|SKIP)/i.test(rest)) return [];
    return [{ indent: indent.length, name, isBad: bad !== undefined }];
  });
  // What passed beside it is no part of what it is in.
  return innermost(results.filter(({ isBad }) => isBad));
}

/** node's own words: a section at the end names each. */
function nodeNames(lines: readonly string[]): readonly string[] {
  const begin = lines.findIndex((line) => /^✖ failing tests:/.test(line));
  if (begin < 0) return [];
  return lines.slice(begin + 1).flatMap((line) => /^✖ (.+?) \([\d.]+ms\)/.exec(line)?.[1] ?? []);
}

/** mocha: "  1) sums", "       adds:" behind "  1 failing". */
function mochaNames(lines: readonly string[]): readonly string[] {
  const begin = lines.findIndex((line) => /^\s*\d+ failing\b/.test(line));
  const names: string[] = [];
  if (begin < 0) return names;
  for (let at = begin + 1; at < lines.length; at += 1) {
    const parts = [/^\s{1,3}\d+\) (.+)$/.exec(lines[at] ?? '')?.[1]];
    if (parts[0] === undefined) continue;
    while (parts.at(-1)?.endsWith(':') !== true && parts.length < 20 && (lines[at + parts.length] ?? '').trim() !== '') parts.push(lines[at + parts.length]?.trim());
    names.push(parts.join(' ').replace(/:$/, ''));
  }
  return names;
}

/** jest: "  ● sums › adds". */
function jestNames(lines: readonly string[]): readonly string[] {
  let file = '';
  return lines.flatMap((line) => {
    file = /^FAIL\s+(\S+)/.exec(line)?.[1] ?? file;
    const name = /^\s{2}● (.+)$/.exec(line)?.[1];
    if (name === undefined || name.startsWith('Console')) return [];
    return [name === 'Test suite failed to run' ? file : name];
  });
}

/** go: "--- FAIL: TestSums/adds (0.00s)"; a test that has others in it fails with these. */
function goNames(lines: readonly string[]): readonly string[] {
  const names = lines.flatMap((line) => /^\s*--- FAIL: (\S+)/.exec(line)?.[1] ?? []);
  return names.filter((name) => !names.some((other) => other.startsWith(`${name}/`)));
}

/**
 * The names of the tests that a red gate's output says failed, each once, in the order of the alphabet; undefined where it does not name all of them: the runner is
 * not known, its closing count is larger, or a part of the output was left out.
 */
export function failedTests(output: string): readonly string[] | undefined {
  if (/^\[… \d+ bytes left out …\]$/m.test(output)) return undefined;
  const lines = output.split('\n').map((line) => line.slice(0, 2 * longestLine).replace(colours, '').slice(0, longestLine).trimEnd());
  const named = lines.flatMap((line) => oneLine.flatMap((pattern) => pattern.exec(line)?.[1] ?? []));
  const tape = tapeNames(lines);
  const all = [...(tape.length > 0 ? tape : tapNames(lines)), ...nodeNames(lines), ...mochaNames(lines), ...jestNames(lines), ...goNames(lines), ...named];
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  const names = [...new Set(all.map((name) => name.replace(/[\x00-\x1f\x7f]/g, ' ').trim().slice(0, longestName)))].filter((name) => name !== '').sort();
  const failed = Math.max(0, ...lines.flatMap((line) => counts.flatMap((pattern) => Number(pattern.exec(line)?.[1] ?? 0))));
  // tape counts assertions, of which a test has several.
  return names.length === 0 || names.length > mostNames || failed > Math.max(names.length, tape.length) ? undefined : names;
}

/** Whether fewer tests fail than before, and no other: all of these were known to fail, and not all of those do any more. */
export function isStrictlyLess(failing: readonly string[] | undefined, before: readonly string[] | undefined): boolean {
  if (failing === undefined || before === undefined) return false;
  return failing.length < before.length && failing.every((name) => before.includes(name));
}

/** Names in a sentence: `adds, subtracts and 3 more`. */
export function namesInWords(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${String(names.length - most)} more` : shown;
}
