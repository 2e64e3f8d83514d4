/** One kind of project: what it is known by, how it is tested, and what its runner prints. */
export interface GateRow {
  readonly kind: string;
  /** The files that make it that kind; `…` stands for any content. */
  readonly files: Readonly<Record<string, string>>;
  /** How the table says that; by default the names of the files. */
  readonly foundBy?: string;
  readonly gate: readonly string[];
  readonly setup?: readonly string[];
  /** The end of a real run with two tests. */
  readonly prints: string;
  /** Its line that is read; undefined where it does not say how many. */
  readonly counted?: string;
}

const script = (test: string, more: object = {}): string => JSON.stringify({ scripts: { test }, ...more });
const needs = { devDependencies: { x: '1' } };
const pytest = { gate: ['python3 -m pytest'], prints: '============================== 2 passed in 0.01s ===============================\n', counted: '2 passed in 0.01s' };
const mocha = '\n  ✔ adds\n  ✔ subtracts\n\n  2 passing (3ms)\n';
const jest = 'Test Suites: 1 passed, 1 total\nTests:       2 passed, 2 total\nSnapshots:   0 total\n';
const vitest = ' Test Files  1 passed (1)\n      Tests  2 passed (2)\n';
const nodeTest = 'TAP version 13\nok 1 - adds\nok 2 - subtracts\n1..2\n# tests 2\n# suites 0\n# pass 2\n# fail 0\n';
const maven = '[INFO] Tests run: 2, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.05 s -- in x.AppTest\n[INFO] Tests run: 2, Failures: 0, Errors: 0, Skipped: 0\n[INFO] BUILD SUCCESS\n';
const gradle = '> Task :test\n\nBUILD SUCCESSFUL in 2s\n3 actionable tasks: 3 executed\n';
const bats = '1..2\nok 1 adds\nok 2 subtracts\n';

/** In the order in which they are looked for. */
export const gateRows: readonly GateRow[] = [
  { kind: 'make', files: { Makefile: 'test:\n\tsh check.sh\n' }, foundBy: 'a target `test`, else `check`, in Makefile', gate: ['make test'], prints: '2 passed, 0 failed\n', counted: 'whatever runner it calls' },
  { kind: 'just', files: { justfile: 'test:\n  sh check.sh\n' }, foundBy: 'a recipe `test` in justfile', gate: ['just test'], prints: '2 passed, 0 failed\n', counted: 'whatever runner it calls' },
  { kind: 'npm, node --test', files: { 'package.json': script('node --test') }, foundBy: 'a script `test` in package.json', gate: ['npm test'], prints: nodeTest, counted: '# pass 2' },
  { kind: 'npm, mocha', files: { 'package.json': script('mocha', needs), 'package-lock.json': '{}' }, gate: ['npm test'], setup: ['npm ci'], prints: mocha, counted: '2 passing' },
  { kind: 'npm, tape', files: { 'package.json': script('tape test/*.js', needs) }, gate: ['npm test'], setup: ['npm install'], prints: 'TAP version 13\nok 1 a\nok 2 b\n\n1..2\n# tests 2\n# pass  2\n\n# ok\n', counted: '# pass  2 (assertions)' },
  { kind: 'npm workspaces', files: { 'package.json': JSON.stringify({ workspaces: ['packages/*'] }), 'package-lock.json': '{}' }, foundBy: '`workspaces` in package.json, which has no script `test`', gate: ['npm test --workspaces --if-present'], setup: ['npm ci'], prints: mocha, counted: 'whatever runner they call' },
  { kind: 'pnpm, vitest', files: { 'package.json': script('vitest run', needs), 'pnpm-lock.yaml': '' }, gate: ['pnpm test'], setup: ['pnpm install --frozen-lockfile'], prints: vitest, counted: 'Tests  2 passed (2)' },
  { kind: 'pnpm workspaces', files: { 'package.json': '{}', 'pnpm-workspace.yaml': '', 'pnpm-lock.yaml': '' }, gate: ['pnpm --recursive test'], setup: ['pnpm install --frozen-lockfile'], prints: vitest, counted: 'whatever runner they call' },
  { kind: 'yarn, jest', files: { 'package.json': script('jest', needs), 'yarn.lock': '' }, gate: ['yarn test'], setup: ['yarn install --frozen-lockfile'], prints: jest, counted: 'Tests:       2 passed, 2 total' },
  { kind: 'bun', files: { 'package.json': script('bun test', needs), 'bun.lock': '' }, gate: ['bun run test'], setup: ['bun install --frozen-lockfile'], prints: ' 2 pass\n 0 fail\nRan 2 tests across 1 file. [5.00ms]\n', counted: 'Ran 2 tests across 1 file.' },
  { kind: 'cargo', files: { 'Cargo.toml': '' }, gate: ['cargo test'], prints: 'running 2 tests\n\ntest result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n', counted: 'test result: ok. 2 passed; 0 failed' },
  { kind: 'go', files: { 'go.mod': '' }, gate: ['go test ./...'], prints: 'ok  \tx\t0.002s\n' },
  { kind: 'Maven with its wrapper', files: { mvnw: '', 'pom.xml': '' }, gate: ['./mvnw --batch-mode test'], prints: maven, counted: 'Tests run: 2, Failures: 0, Errors: 0, Skipped: 0' },
  { kind: 'Maven', files: { 'pom.xml': '' }, gate: ['mvn --batch-mode test'], prints: maven, counted: 'Tests run: 2, Failures: 0, Errors: 0, Skipped: 0' },
  { kind: 'Gradle with its wrapper', files: { gradlew: '', 'build.gradle': '' }, gate: ['./gradlew test'], prints: gradle },
  { kind: 'Gradle', files: { 'build.gradle.kts': '' }, gate: ['gradle test'], prints: gradle },
  { kind: '.NET', files: { 'x.sln': '' }, foundBy: '*.sln, *.slnx, *.csproj or *.fsproj', gate: ['dotnet test'], prints: 'Passed!  - Failed:     0, Passed:     2, Skipped:     0, Total:     2, Duration: 5 ms - x.dll (net8.0)\n', counted: 'Passed!  - Failed:     0, Passed:     2' },
  { kind: 'mix', files: { 'mix.exs': '', 'mix.lock': '' }, gate: ['mix test'], setup: ['mix deps.get'], prints: 'Finished in 0.02 seconds\n2 tests, 0 failures\n', counted: '2 tests, 0 failures' },
  { kind: 'Swift', files: { 'Package.swift': '' }, gate: ['swift test'], prints: '✔ Test run with 2 tests in 1 suite passed after 0.001 seconds.\n', counted: 'Test run with 2 tests; of XCTest: Executed 2 tests, with 0 failures' },
  { kind: 'Zig', files: { 'build.zig': 'b.step("test", "Run the tests");' }, foundBy: 'a step "test" in build.zig', gate: ['zig build test --summary all'], prints: 'Build Summary: 3/3 steps succeeded; 2/2 tests passed\n', counted: 'Build Summary: 3/3 steps succeeded; 2/2 tests passed' },
  { kind: 'Deno', files: { 'deno.json': '{}' }, gate: ['deno test'], prints: 'ok | 2 passed | 0 failed (5ms)\n', counted: 'ok \\| 2 passed \\| 0 failed' },
  { kind: 'RSpec', files: { '.rspec': '', Gemfile: '' }, gate: ['bundle exec rspec'], setup: ['bundle install'], prints: '2 examples, 0 failures\n', counted: '2 examples, 0 failures' },
  { kind: 'Rake', files: { Rakefile: 'Rake::TestTask.new\n', Gemfile: '' }, foundBy: 'a task `test` in Rakefile', gate: ['bundle exec rake test'], setup: ['bundle install'], prints: '2 runs, 5 assertions, 0 failures, 0 errors, 0 skips\n', counted: '2 runs, 5 assertions, 0 failures; of test-unit: 2 tests, 5 assertions' },
  { kind: 'PHPUnit', files: { 'phpunit.xml': '', 'composer.json': '{}' }, gate: ['vendor/bin/phpunit'], setup: ['composer install'], prints: 'OK (2 tests, 5 assertions)\n', counted: 'OK (2 tests, 5 assertions)' },
  { kind: 'CTest', files: { 'CMakeLists.txt': 'enable_testing()\n' }, foundBy: '`enable_testing()` or `include(CTest)` in CMakeLists.txt', gate: ['cmake -S . -B build', 'cmake --build build', 'ctest --test-dir build --output-on-failure'], prints: '100% tests passed, 0 tests failed out of 2\n', counted: '100% tests passed, 0 tests failed out of 2' },
  { kind: 'Bats', files: { 'test/a.bats': '' }, gate: ['bats test'], prints: bats, counted: 'ok 1 adds' },
  { kind: 'Bats in tests', files: { 'tests/a.bats': '' }, gate: ['bats tests'], prints: bats, counted: 'ok 1 adds' },
  { kind: 'pytest', files: { 'pytest.ini': '' }, foundBy: 'pytest.ini, conftest.py, or the word in pyproject.toml, setup.cfg or setup.py', ...pytest },
  { kind: 'tox', files: { 'tox.ini': '[testenv]\n' }, foundBy: '`[testenv]` in tox.ini', ...pytest, gate: ['tox'], counted: 'whatever runner it calls' },
  { kind: 'nox', files: { 'noxfile.py': '' }, ...pytest, gate: ['nox'], counted: 'whatever runner it calls' },
  { kind: 'unittest', files: { 'tests/test_a.py': 'import unittest\n', 'tests/__init__.py': '' }, foundBy: 'test files that import unittest, and none that names pytest', gate: ['python3 -m unittest'], prints: 'Ran 2 tests in 0.001s\n\nOK\n', counted: 'Ran 2 tests in 0.001s' },
  { kind: 'Python', files: { 'pyproject.toml': '' }, foundBy: 'tox.ini, pyproject.toml, setup.cfg or setup.py', ...pytest },
];

function foundBy({ files, foundBy: words }: GateRow): string {
  return words ?? Object.keys(files).join(', ');
}

/** The table of docs/gates.md. */
export function gateTable(): string {
  const code = (commands: readonly string[]) => commands.map((one) => `\`${one}\``).join(', then ');
  const rows = gateRows.map((row) => `| ${row.kind} | ${foundBy(row)} | ${code(row.gate)} | ${row.setup === undefined ? '–' : code(row.setup)} | ${row.counted ?? 'unknown'} |`);
  return ['| kind | found by | the gate | set-up | read for the count |', '|---|---|---|---|---|', ...rows].join('\n');
}
