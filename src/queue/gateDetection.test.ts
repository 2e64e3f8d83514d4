import assert from 'node:assert/strict';
import { takesTestName } from '../plan/testCommand.js';
import { detectGate } from './gateDetection.js';

type Gate = readonly [commands: readonly string[], setup: readonly string[]] | undefined;

const script = (test: string, more: object = {}): string => JSON.stringify({ scripts: { test }, ...more });
const needs = { devDependencies: { mocha: '1' } };

const projects: readonly (readonly [string, Record<string, string>, Gate])[] = [
  ['a make target "test"', { Makefile: 'all: build\ntest: all\n\tgo test\n' }, [['make test'], []]],
  ['a make target "check"', { makefile: 'check:\n\ttrue\n' }, [['make check'], []]],
  ['make targets "check" and "test"', { GNUmakefile: 'check:\n\ttrue\ntest:\n\ttrue\n' }, [['make test'], []]],
  ['a make target among several', { Makefile: 'lint test: deps\n\ttrue\n' }, [['make test'], []]],
  ['a make variable, which is no target', { Makefile: 'test := 1\ntest ::= 2\n.PHONY: test\ntest-unit: x\n\ttrue\n' }, undefined],
  ['make before npm', { Makefile: 'test:\n\ttrue\n', 'package.json': script('mocha') }, [['make test'], []]],
  ['npm', { 'package.json': script('mocha', needs), 'package-lock.json': '{}' }, [['npm test'], ['npm ci']]],
  ['npm without a lock file', { 'package.json': script('mocha', needs) }, [['npm test'], ['npm install']]],
  ['npm without dependencies', { 'package.json': script('node --test') }, [['npm test'], []]],
  ['npm workspaces', { 'package.json': script('node --test', { workspaces: ['a'] }), 'npm-shrinkwrap.json': '{}' }, [['npm test'], ['npm ci']]],
  ['npm init’s placeholder', { 'package.json': script('echo "Error: no test specified" && exit 1') }, undefined],
  ['a broken package.json', { 'package.json': '{', 'go.mod': 'module x\n' }, [['go test ./...'], []]],
  ['pnpm', { 'package.json': script('vitest run', needs), 'pnpm-lock.yaml': '' }, [['pnpm test'], ['pnpm install --frozen-lockfile']]],
  ['yarn', { 'package.json': script('jest', needs), 'yarn.lock': '' }, [['yarn test'], ['yarn install --frozen-lockfile']]],
  ['bun, whose script is not its runner', { 'package.json': script('vitest run', needs), 'bun.lock': '' }, [['bun run test'], ['bun install --frozen-lockfile']]],
  ['an old bun', { 'package.json': script('bun test', needs), 'bun.lockb': '' }, [['bun run test'], ['bun install --frozen-lockfile']]],
  ['the manager that package.json names', { 'package.json': script('jest', { ...needs, packageManager: 'pnpm@9.0.0' }), 'package-lock.json': '{}' }, [['pnpm test'], ['pnpm install']]],
  ['cargo', { 'Cargo.toml': '' }, [['cargo test'], []]],
  ['go', { 'go.mod': '' }, [['go test ./...'], []]],
  ['pytest', { 'pyproject.toml': '' }, [['python3 -m pytest'], []]],
  ['pytest by its word', { 'setup.cfg': '[tool:pytest]\n', 'tox.ini': '[testenv]\n' }, [['python3 -m pytest'], []]],
  ['tox', { 'tox.ini': '[testenv]\ncommands = python -m unittest\n', 'setup.py': '' }, [['tox'], []]],
  ['a tox.ini that sets up pytest alone', { 'tox.ini': '[pytest]\n' }, [['python3 -m pytest'], []]],
  ['nox', { 'noxfile.py': '', 'setup.py': '' }, [['nox'], []]],
  ['unittest in a folder that is no package', { 'tests/test_a.py': 'import unittest\n' }, [['python3 -m unittest discover -s tests'], []]],
  ['unittest beside pytest', { 'test_a.py': 'import unittest\nimport pytest\n', 'setup.py': '' }, [['python3 -m pytest'], []]],
  ['npm workspaces without a script of their own', { 'package.json': JSON.stringify({ workspaces: ['a'] }) }, [['npm test --workspaces --if-present'], ['npm install']]],
  ['yarn workspaces without a script of their own', { 'package.json': JSON.stringify({ workspaces: ['a'] }), 'yarn.lock': '' }, undefined],
  ['just with dependencies and parameters', { '.justfile': 'build:\n  x\ntest name="": build\n  y\n' }, [['just test'], []]],
  ['a just variable, which is no recipe', { justfile: 'test := "x"\n' }, undefined],
  ['a Rakefile without tests', { Rakefile: 'task :build\n' }, undefined],
  ['CMake without tests', { 'CMakeLists.txt': 'project(x)\n' }, undefined],
  ['a nested file, which is no mark', { 'deep/Cargo.toml': '', 'deep/Makefile': 'test:\n\ttrue\n' }, undefined],
  ['nothing known', { 'README.md': '' }, undefined],
];

const named: readonly (readonly [script: string, lock: string, command: string | undefined])[] = [
  ['mocha', 'package-lock.json', 'npm test -- --fgrep {test}'],
  ['NODE_ENV=test npx c8 mocha --recursive', 'yarn.lock', 'yarn test --fgrep {test}'],
  ['jest --ci', 'pnpm-lock.yaml', 'pnpm test --testNamePattern {test}'],
  ['vitest run', 'bun.lock', 'bun run test --testNamePattern {test}'],
  ['node --test', 'package-lock.json', 'node --test --test-name-pattern={test}'],
  ['node --import tsx --test test/a.ts', 'package-lock.json', undefined],
  ['node --import=tsx --test test/*.ts', 'package-lock.json', 'node --import=tsx --test --test-name-pattern={test} test/*.ts'],
  ['npm run build && mocha', 'package-lock.json', undefined],
  ['mocha-parallel', 'package-lock.json', undefined],
  ['sh test.sh', 'package-lock.json', undefined],
];

describe('the command for one test by its name', () => {
  const commandFor = async (files: Record<string, string>) => (await detectGate({ names: new Set(Object.keys(files)), text: async (name) => files[name] ?? '' }))?.testCommand;

  it('is that of the runner that the script calls, and none where that is not plain', async () => {
    for (const [test, lock, command] of named) assert.equal(await commandFor({ 'package.json': script(test), [lock]: '' }), command, test);
  });

  it('is known of cargo, go and pytest, and takes any name as one argument', async () => {
    const found = await Promise.all([{ 'Cargo.toml': '' }, { 'go.mod': '' }, { 'pytest.ini': '' }].map(commandFor));
    assert.deepEqual(found, ['cargo test {test}', 'go test -v -run {test} ./...', 'python3 -m pytest -k {test}']);
    for (const command of [...found, ...named.map(([, , one]) => one)]) assert.ok(command === undefined || takesTestName(command), command);
    assert.equal(await commandFor({ Makefile: 'test:\n\ttrue\n' }), undefined);
  });
});

describe('the gate that is detected', () => {
  for (const [what, files, gate] of projects) {
    it(`for ${what}`, async () => {
      const detected = await detectGate({ names: new Set(Object.keys(files)), text: async (name) => files[name] ?? '' });
      assert.deepEqual(detected === undefined ? undefined : [detected.commands, detected.setup], gate);
    });
  }
});
