import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { detectGate, markedGates } from '../../src/queue/gateDetection.js';
import { countTests } from '../../src/queue/testCount.js';
import { sanctum } from '../support/command.js';
import { temporaryRepository } from '../support/repository.js';
import { gateRows, gateTable } from './gateRows.js';

const page = resolve('docs/gates.md');
const table = /^\| kind \|[^]*?(?=\n\n|\n*$(?![^]))/m;

describe('the table of gates', () => {
  for (const { kind, files, gate, setup = [], prints, counted } of gateRows) {
    it(`is true for ${kind}`, async () => {
      const detected = await detectGate({ names: new Set(Object.keys(files)), text: async (name) => files[name] ?? '' });
      assert.deepEqual([detected?.commands, detected?.setup], [gate, setup]);
      assert.equal(countTests(prints), counted === undefined ? undefined : 2);
    });
  }

  it('has a row for every kind that the code knows', () => {
    const kinds = new Set(gateRows.map(({ kind }) => kind));
    assert.deepEqual(markedGates.filter(({ kind }) => !kinds.has(kind)), []);
  });

  it('is the one of docs/gates.md (rewritten by SANCTUM_WRITE_TABLE=1)', async () => {
    const text = await readFile(page, 'utf8');
    if (process.env['SANCTUM_WRITE_TABLE'] !== undefined) await writeFile(page, text.replace(table, () => gateTable()));
    else assert.equal(table.exec(text)?.[0], gateTable());
  });
});

interface Proof {
  readonly what: string;
  /** Programs that must be on the machine, with the arguments that show it. */
  readonly program: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly gate: RegExp;
  readonly says: readonly RegExp[];
}

const counts = /fails on a broken tree and counts its tests\./;
const python = { 'sums.py': 'def add(a, b):\n    return a + b\n' };

const proofs: readonly Proof[] = [
  { what: 'node --test', program: ['npm', '--version'], files: { 'package.json': '{"scripts":{"test":"node --test"}}', 'a.test.js': "require('node:test')('adds', () => {});\n" }, gate: /npm test/, says: [/1 tests? ran/, counts] },
  {
    what: 'mocha',
    program: ['npm', '--version'],
    files: { 'package.json': '{"scripts":{"test":"mocha a.spec.js"}}', 'a.spec.js': "it('adds', () => {});\nit('subtracts', () => {});\nit.skip('waits', () => {});\n" },
    args: ['--set-up', `ln -s '${resolve('node_modules')}' node_modules`],
    gate: /npm test/,
    says: [/2 tests ran/, counts],
  },
  { what: 'unittest', program: ['python3', '--version'], files: { ...python, 'tests/test_sums.py': 'import unittest\nfrom sums import add\n\nclass Sums(unittest.TestCase):\n    def test_add(self):\n        self.assertEqual(add(1, 2), 3)\n' }, gate: /python3 -m unittest discover -s tests/, says: [/1 tests? ran/, counts] },
  { what: 'pytest', program: ['python3', '-m', 'pytest', '--version'], files: { ...python, 'pytest.ini': '[pytest]\n', 'test_sums.py': 'from sums import add\n\ndef test_add():\n    assert add(1, 2) == 3\n' }, gate: /python3 -m pytest/, says: [/1 tests? ran/, counts] },
  { what: 'make', program: ['make', '--version'], files: { Makefile: '.PHONY: test\ntest:\n\t@sh check.sh\n', 'check.sh': 'echo "3 passed, 0 failed"\n' }, gate: /make test/, says: [/3 tests? ran/, counts] },
  {
    what: 'CTest',
    program: ['ctest', '--version'],
    files: { 'CMakeLists.txt': 'cmake_minimum_required(VERSION 3.10)\nproject(sums C)\nenable_testing()\nadd_executable(sums sums.c)\nadd_test(NAME adds COMMAND sums)\nadd_test(NAME again COMMAND sums)\n', 'sums.c': 'int main(void) { return 0; }\n' },
    gate: /ctest --test-dir build/,
    says: [/2 tests ran/, counts],
  },
  { what: 'what does not say how many', program: ['make', '--version'], files: { Makefile: '.PHONY: test\ntest:\n\t@sh check.sh\n', 'check.sh': 'test 1 = 1\n' }, gate: /make test/, says: [/The gate passed\. Running it/, /fails on a broken tree\.\n/] },
];

describe('a gate that is found', function () {
  this.timeout(60_000);

  for (const { what, program, files, args = [], gate, says } of proofs) {
    it(`is shown, approved and proved: ${what}`, async function () {
      const repository = await temporaryRepository({ files });
      try {
        const { ports, path, scratch } = repository;
        const environment = { ...ports.processes.environment(), ...(process.env['PYENV_ROOT'] === undefined ? {} : { PYENV_ROOT: process.env['PYENV_ROOT'] }) };
        const [file = '', ...rest] = program;
        if ((await ports.processes.run({ file, args: rest, cwd: scratch, env: environment })).exitCode !== 0) return this.skip();
        const terminal = { folder: path, environment };
        const asked = await sanctum(terminal, 'init', ...args);
        assert.equal(asked.code, 5, asked.stdout + asked.stderr);
        assert.match(asked.stderr, gate);
        const { code, stdout, stderr } = await sanctum(terminal, 'init', ...args, '--trust', /--trust ([0-9a-f]+)/.exec(asked.stderr)?.[1] ?? '');
        assert.equal(code, 0, stdout + stderr);
        for (const words of [/It failed there, as it should\./, ...says]) assert.match(stdout, words);
        assert.equal(await ports.files.status(join(path, 'build')), undefined);
      } finally {
        await repository.dispose();
      }
    });
  }
});
