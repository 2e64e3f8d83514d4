import { posix } from 'node:path';

const code = /\.(?:[cm]?[jt]sx?|py|go|rs|rb|java|kt|kts|scala|groovy|cs|fs|vb|swift|m|mm|php|exs?|erl|hs|clj|dart|lua|c|cc|cpp|cxx|h|hpp|zig|nim|jl|r|pl|t|sh|bash|bats|vue|svelte|sol|feature)$/i;

/** Whether a file holds tests, by how it is called. */
export function isTestPath(path: string): boolean {
  const name = posix.basename(path);
  if (!code.test(name)) return false;
  if (/^(?:conftest|setup|helpers?)\./i.test(name)) return false;
  if (/(?:^|\/)(?:tests?|__tests__|specs?|e2e)\//i.test(path)) return true;
  return /[._-](?:test|spec)s?\.\w+$/i.test(name) || /^(?:test[_-].*|tests?)\.\w+$/i.test(name) || /(?:Test|Tests|TestCase|IT|Spec)\.\w+$/.test(name) || /\.(?:bats|feature)$/.test(name);
}

/** Some languages keep tests beside what they test. */
export function holdsTests(path: string, text: string): boolean {
  if (isTestPath(path)) return true;
  return /\.(?:rs|zig|py|[cm]?[jt]sx?|clj|exs?)$/.test(path) && /#\[(?:\w+::)?test\b|^test "|import\.meta\.vitest|^\s*>>> /m.test(text);
}

/** What of a file's text is about tests. */
export interface TestMeasure {
  readonly tests: number;
  readonly assertions: number;
  /** Tests that are not run: marked as skipped, or left out because another is the only one. */
  readonly skips: number;
}

const tests = /\b(?:it|test|specify|scenario)(?:\.\w+)*\s*[(`]|\bdef test\w*\s*\(|\bfunc (?:Test|Fuzz)\w+\s*\(|#\[(?:\w+::)?test\b|@(?:Test|ParameterizedTest)\b|\[(?:Fact|Theory|Test|TestMethod)\b|@test\b|^test "/gm;
const assertions = /\b(?:assert\w*!?|expect\w*|refute\w*|XCTAssert\w*|EXPECT_\w+|ASSERT_\w+|verify|should)(?=\s*[.(!]|\s+\S)|\bshould\.|\b(?:t|tb|b)\.(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow|is|ok|equal|same|deepEqual|not|true|false|throws)\b|\brequire\.[A-Z]\w+|\bassert\.[A-Z]\w+/g;
const skips =
  /\b(?:it|test|describe|suite|context|specify|scenario)(?:\.\w+)*\.(?:skip\w*|todo|fixme|only|failing|fails)\b|\b[xf](?:it|describe|test|specify|context)\s*[(.]|\.(?:skip|only)\s*\(|@(?:\w+\.)*(?:skip\w*|xfail|expectedFailure|Ignore|Disabled\w*|pending)\b|\bpytest\.(?:skip|xfail|importorskip)\s*\(|\bskipTest\s*\(|\bt\.Skip(?:f|Now)?\s*\(|#\[(?:ignore|cfg_attr\([^)]*ignore)|\bthis\.skip\s*\(|\b(?:skip|todo|only):\s*(?:true|['"`])|\bSkip\s*=|\[Ignore\b|\bXCTSkip|@tag :skip|^\s*(?:pending|skip)\b|markTestSkipped|\bGTEST_SKIP\b|\bDISABLED_\w+/gm;

/** A line that is a comment as a whole, or brings in what others wrote, asserts nothing. An attribute of Rust's begins with a # too. */
const silent = /^\s*(?:\/\/|#(?!\[)|\*|\/\*|--|;|import\b|from\b|use\b|(?:const|var|let)\b.*\brequire\()/;

/** Counts what a text asserts and leaves out. The numbers are good for comparing two versions of one file, not by themselves. */
export function measureTests(text: string): TestMeasure {
  const spoken = text.split('\n').filter((line) => !silent.test(line)).join('\n');
  const count = (pattern: RegExp): number => spoken.match(pattern)?.length ?? 0;
  return { tests: count(tests), assertions: count(assertions), skips: count(skips) };
}

/** What a new version of a file of tests takes away, as the words after its name; undefined when it only adds. */
export function weakening(before: string, after: string): string | undefined {
  const [old, now] = [measureTests(before), measureTests(after)];
  const parts = [
    now.tests < old.tests ? `${String(old.tests - now.tests)} fewer tests` : undefined,
    now.skips > old.skips ? `${String(now.skips - old.skips)} more skipped` : undefined,
    now.assertions < old.assertions ? `${String(old.assertions - now.assertions)} fewer assertions` : undefined,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(', ').replace(/\b1 fewer (test|assertion)s\b/g, '1 fewer $1');
}
