import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { TreeDifference } from '../../git/diff.js';
import type { Config } from '../../plan/schemas.js';
import { configSchema } from '../../plan/schemas.js';
import { matchesPath } from './glob.js';
import type { Content } from './protectedPaths.js';
import { protectedChanges } from './protectedPaths.js';
import { isTestPath } from './testText.js';

type Side = string | { readonly text?: string; readonly mode?: string; readonly size?: number } | undefined;

const none = '0'.repeat(40);

/** What the rules say of a change: of each path its text, mode or size before and after. */
function found(changes: Readonly<Record<string, readonly [Side, Side]>>, more: Readonly<Record<string, unknown>> = {}, manifest?: string): readonly string[] {
  const config: Config = configSchema.parse({ version: 1, branch: 'master', gate: { commands: ['npm test'] }, ...more });
  const contents = new Map<string, Content>();
  const version = (side: Side): readonly [string, string] => {
    if (side === undefined) return ['000000', none];
    const { text = '', mode = '100644', size } = typeof side === 'string' ? { text: side } : side;
    const id = createHash('sha1').update(`${text} ${String(size)}`).digest('hex');
    contents.set(id, { size: size ?? text.length, text });
    return [mode, id];
  };
  const differences = Object.entries(changes).map(([path, [before, after]]): TreeDifference => {
    const [[oldMode, oldId], [newMode, newId]] = [version(before), version(after)];
    return { path, oldMode, newMode, oldId, newId };
  });
  return protectedChanges(config, differences, { contents, manifest }).map(({ words }) => words);
}

const json = (value: unknown): string => JSON.stringify(value);
const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['a script that the gate runs', ['changes package.json (the gate)'], found({ 'package.json': [json({ scripts: { test: 'mocha' } }), json({ scripts: { test: 'true' } })] })],
  ['a script that such a script runs', ['changes package.json (the gate)'], found({ 'package.json': [json({ scripts: { test: 'npm run unit', unit: 'mocha' } }), json({ scripts: { test: 'npm run unit', unit: 'true' } })] })],
  ['what is run when packages are installed', ['changes package.json (the gate)'], found({ 'package.json': [json({}), json({ scripts: { postinstall: 'node x.js' } })] })],
  ['a dependency and a script of another use', [], found({ 'package.json': [json({ scripts: { test: 'mocha' } }), json({ scripts: { test: 'mocha', start: 'node .' }, dependencies: { a: '1' } })] })],
  ['hooks in the manifest', ['changes package.json (hooks)'], found({ 'package.json': [json({}), json({ husky: { hooks: {} } })] })],
  ['a file that a script of the gate names', ['changes scripts/check.js (the gate)'], found({ 'scripts/check.js': ['a', 'b'] }, {}, json({ scripts: { test: 'node ./scripts/check.js' } }))],
  ['a file that the gate names', ['removes check.sh (the gate)'], found({ 'check.sh': ['a', undefined] }, { gate: { commands: ['sh check.sh'] } })],
  ['the targets of make', ['changes Makefile (the gate)'], found({ Makefile: ['a', 'b'] }, { gate: { commands: ['make test'] } })],
  ['a Makefile that the gate does not use', [], found({ Makefile: ['a', 'b'] })],
  ['settings of a runner', ['adds .mocharc.json (the gate)', 'adds vitest.config.ts (the gate)'], found({ '.mocharc.json': [undefined, 'a'], 'vite.config.ts': [undefined, 'plugins: []'], 'vitest.config.ts': [undefined, 'a'] })],
  ['the section of pytest', ['changes pyproject.toml (the gate)'], found({ 'pyproject.toml': ['[project]\nname = "a"\n', '[project]\nname = "a"\n[tool.pytest.ini_options]\naddopts = "-k nothing"\n'] })],
  ['another section', [], found({ 'pyproject.toml': ['[project]\nname = "a"\n', '[project]\nname = "a"\ndependencies = ["b"]\n'] })],
  ['a conftest that leaves tests out', ['adds conftest.py (the gate)'], found({ 'conftest.py': [undefined, 'collect_ignore = ["a.py"]'], 'tests/conftest.py': [undefined, 'import pytest'] })],
  ['CI', ['changes .github/workflows/ci.yml (CI)', 'adds Jenkinsfile (CI)'], found({ '.github/workflows/ci.yml': ['a', 'b'], Jenkinsfile: [undefined, 'a'] })],
  [
    "agents' and editors' configuration",
    ["adds .claude/settings.json (an agent's configuration)", "changes docs/AGENTS.md (an agent's configuration)", "adds .mcp.json (an agent's configuration)", "adds .vscode/tasks.json (an editor's configuration)", "adds x.code-workspace (an editor's configuration)"],
    found({ '.claude/settings.json': [undefined, 'a'], 'docs/AGENTS.md': ['a', 'b'], '.mcp.json': [undefined, 'a'], '.vscode/tasks.json': [undefined, 'a'], 'x.code-workspace': [undefined, 'a'] }),
  ],
  ['hooks and attributes', ['adds .husky/pre-commit (hooks)', 'changes a/.gitattributes (attributes of git)', 'adds .gitmodules (submodules)', 'adds lib (a submodule)'], found({ '.husky/pre-commit': [undefined, 'a'], 'a/.gitattributes': ['a', 'b'], '.gitmodules': [undefined, 'a'], lib: [undefined, { mode: '160000' }] })],
  ['programs', ['adds run (a program)', 'makes a program of b'], found({ run: [undefined, { text: 'a', mode: '100755' }], b: ['x', { text: 'x', mode: '100755' }], c: [{ text: 'a', mode: '100755' }, { text: 'b', mode: '100755' }] })],
  ['large files', ['adds film.bin (2.0 MB)'], found({ 'film.bin': [undefined, { size: 2 * 1024 * 1024 }], 'small.bin': [undefined, { size: 1000 }] })],
  ['a larger bound', [], found({ 'film.bin': [undefined, { size: 2 * 1024 * 1024 }] }, { protected: { largeMegabytes: 3 } })],
  ['tests that are gone', ['removes test/a.test.js (tests)'], found({ 'test/a.test.js': ["it('a', () => assert.ok(1))", undefined], 'test/data.json': ['{}', undefined] })],
  ['tests that moved', [], found({ 'test/a.test.js': ["it('a', () => assert.ok(1))", undefined], 'test/b/a.test.js': [undefined, "it('a', () => assert.ok(1));\n"] })],
  ['new tests, and more of them', [], found({ 'test/a.test.js': ["it('a', () => assert.ok(1))", "it('a', () => assert.ok(1));\nit('b', () => assert.ok(2))"], 'test/b.test.js': [undefined, "it.skip('b')"] })],
  ['fewer assertions', ['changes test/a.test.js (tests: 1 fewer assertion)'], found({ 'test/a.test.js': ["it('a', () => {\n assert.ok(1);\n assert.ok(2);\n})", "it('a', () => {\n assert.ok(1);\n // assert.ok(2);\n})"] })],
  ...(
    [
      ['a.test.ts', "it('a', f);", "it.skip('a', f);", '1 more skipped'],
      ['b.test.ts', "it('a', f);\nit('b', f);", "it.only('a', f);\nit('b', f);", '1 more skipped'],
      ['c.spec.js', "it('a', f);", "xit('a', f);", '1 fewer test, 1 more skipped'],
      ['test_a.py', 'def test_a():\n    assert f()', '@pytest.mark.skip\ndef test_a():\n    assert f()', '1 more skipped'],
      ['a_test.go', 'func TestA(t *testing.T) {\n f()\n}', 'func TestA(t *testing.T) {\n t.Skip("later")\n f()\n}', '1 more skipped'],
      ['src/lib.rs', '#[test]\nfn a() { assert!(f()) }', '#[test]\n#[ignore]\nfn a() { assert!(f()) }', '1 more skipped'],
      ['src/AppTest.java', '@Test\nvoid a() { assertTrue(f()); }', '@Disabled\n@Test\nvoid a() { assertTrue(f()); }', '1 more skipped'],
    ] as const
  ).map(([path, before, after, what]) => [`a skipped test in ${path}`, [`changes ${path} (tests: ${what})`], found({ [path]: [before, after] })] as const),
  ['a file of tests that the gate names, with one more', [], found({ 'test.js': ["test('a', f)", "test('a', f)\ntest('b', f)"] }, { gate: { commands: ['node --test test.js'] } })],
  ['ordinary work', [], found({ 'src/a.js': ['a', 'b'], 'README.md': ['a', 'b'], 'src/gone.js': ['x', undefined] })],
  ['what the configuration names', ['changes src/billing/tax.ts (protected by sanctum.json)'], found({ 'src/billing/tax.ts': ['a', 'b'] }, { protected: { paths: ['src/billing/**'] } })],
  ['what it allows', [], found({ 'AGENTS.md': ['a', 'b'], 'big.bin': [undefined, { size: 9e9 }] }, { protected: { allow: ['AGENTS.md', '*.bin'] } })],
];

describe('protected changes', () => {
  for (const [name, expected, actual] of cases) {
    it(`tell: ${name}`, () => {
      assert.deepEqual(actual, expected);
    });
  }

  it('tell files of tests by their names', () => {
    for (const path of ['test/a.js', 'tests/x/b.py', 'a.test.ts', 'a_test.go', 'test_a.py', 'src/AppTest.java', 'spec/a_spec.rb', 'test.js', 'a.bats']) assert.ok(isTestPath(path), path);
    for (const path of ['src/latest.js', 'test/fixture.json', 'contest.py', 'check.sh', 'tests/conftest.py', 'src/attest.go', 'src/Suite.java']) assert.ok(!isTestPath(path), path);
  });

  it('name paths by patterns', () => {
    for (const [pattern, path] of [['a.b', 'x/a.b'], ['src/**', 'src/a/b'], ['src/*.ts', 'src/a.ts'], ['**/x', 'x'], ['/top', 'top'], ['**', 'a/b']] as const) assert.ok(matchesPath(pattern, path), `${pattern} ${path}`);
    for (const [pattern, path] of [['a.b', 'x/aab'], ['src/*.ts', 'src/a/b.ts'], ['src/**', 'lib/src/a'], ['/top', 'a/top']] as const) assert.ok(!matchesPath(pattern, path), `${pattern} ${path}`);
  });
});
