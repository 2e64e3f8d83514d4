import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Terminal } from '../support/command.js';
import { sanctum, sanctumJson } from '../support/command.js';
import { installedModules, unpackPublished } from '../support/publishedPackage.js';
import type { TemporaryRepository } from '../support/repository.js';
import { temporaryRepository } from '../support/repository.js';

const integrity = 'sha512-2yyAR8qBkN3YuheJanUpWC5U3bb5osDywNB8RzDVlDwDHbocAJveqqj1u8+SVD7jkWT4yvsHCpWqqWqAxb0zCA==';

const auditSchema = z.object({ broken: z.number(), violations: z.array(z.unknown()), landings: z.number() });

/** A new test file, in the style of the package's own. */
function testFile(name: string, title: string, ...assertions: string[]): string {
  const body = ["'use strict';", '', "var parse = require('../');", "var test = require('tape');", '', `test('${title}', function (t) {`, ...assertions.map((line) => `\t${line}`), '\tt.end();', '});'];
  return `      - write:\n          path: test/${name}.js\n          text: ${JSON.stringify(`${body.join('\n')}\n`)}\n`;
}

function replace(find: string, text: string): string {
  return `      - replace: { path: index.js, find: ${JSON.stringify(find)}, with: ${JSON.stringify(text)} }\n`;
}

const tickets: readonly { readonly title: string; readonly attempts: readonly string[] }[] = [
  {
    title: 'Read binary and octal numbers',
    attempts: [
      replace('(/^0x[0-9a-f]+$/i)', '(/^0(?:x[0-9a-f]+|b[01]+|o[0-7]+)$/i)') +
        testFile('radix', 'binary and octal', "t.deepEqual(parse(['--a', '0b11', '--b=0o17', '0B2']), { a: 3, b: 15, _: ['0B2'] });"),
    ],
  },
  {
    title: 'Let the last of several values win, if the caller says so',
    attempts: [
      // In a hurry: every caller gets it, and the package's own tests notice.
      replace('if (o[lastKey] === undefined ||', 'if (!opts.every || o[lastKey] === undefined ||') +
        testFile('last', 'the last one wins', "t.deepEqual(parse(['-a', '1', '-a', '2'], { last: true }), { a: 2, _: [] });", "t.deepEqual(parse(['-a', '1', '-a', '2']), { a: [1, 2], _: [] });"),
      replace('!opts.every', 'opts.last'),
    ],
  },
  {
    title: 'Parse nothing when there is nothing to parse',
    attempts: [
      replace('\tif (!opts) { opts = {}; }\n', '\tif (!args) { args = []; }\n\tif (!opts) { opts = {}; }\n') +
        testFile('nothing', 'no arguments at all', 't.deepEqual(parse(), { _: [] });', 't.deepEqual(parse(null, { default: { a: 1 } }), { a: 1, _: [] });'),
    ],
  },
];

function scenarioOf(attempts: readonly string[]): string {
  return `attempts:\n${attempts.map((steps) => `  - steps:\n${steps}      - run: node_modules/.bin/tape 'test/*.js'\n        allow-failure: true\n      - submit: Done\n`).join('')}`;
}

describe('minimist 1.2.8, as it was published, with its own tests as the gate', function () {
  this.timeout(120_000);

  let repository: TemporaryRepository;
  let terminal: Terminal;
  let engineers: () => Promise<readonly string[]>;
  let engineersBefore: readonly string[];
  let log: string;

  before(async () => {
    const modules = installedModules('tape', '5.9.0');
    repository = await temporaryRepository();
    const { git, path, scratch } = repository;
    unpackPublished('minimist', '1.2.8', integrity, path);
    await git('add', '--all');
    await git('commit', '--quiet', '--message', 'minimist 1.2.8');
    terminal = { folder: path, environment: repository.ports.processes.environment() };

    await repository.write('README.md', `${await readFile(join(path, 'README.md'), 'utf8')}\nA draft of the engineer's.\n`);
    await repository.write('example/parse.js', '// staged by the engineer\n');
    await git('add', 'example/parse.js');
    await repository.write('notes.txt', 'untracked\n');
    engineers = async () => [await git('diff'), await git('diff', '--cached'), await git('status', '--porcelain'), await readFile(join(path, 'notes.txt'), 'utf8')];
    engineersBefore = await engineers();

    // Linked: its 4,800 files, copied into a dozen lanes and worktrees, took most of a minute.
    const init = await sanctum(terminal, 'init', '--gate', "node_modules/.bin/tape 'test/*.js'", '--set-up', `ln -s "${modules}" node_modules`);
    assert.equal(init.code, 0, init.stdout + init.stderr);
    assert.match(init.stdout, /The gate passed\. 153 tests ran\./);
    for (const [at, { title, attempts }] of tickets.entries()) {
      const file = join(scratch, `${String(at)}.yaml`);
      await repository.ports.files.write(file, scenarioOf(attempts));
      assert.equal((await sanctum(terminal, 'add', title, '--scenario', file)).code, 0);
    }
    const run = await sanctum(terminal, 'run', '--until-idle');
    assert.deepEqual([run.code, run.stderr], [0, ''], run.stdout);
    log = run.stdout;
  });

  after(() => repository.dispose());

  it('lands three changes of its source, one of them after its own tests refused the first attempt', async () => {
    assert.equal(log.match(/ landed: master is /g)?.length, 3, log);
    assert.match(log, /\[WARN\] 0002 is red by its own fault/);
    assert.equal(await repository.git('rev-list', '--count', 'master'), '4');
    for (const file of ['radix', 'last', 'nothing']) assert.match(await repository.git('show', `master:test/${file}.js`), /require\('tape'\)/);
    const source = await repository.git('show', 'master:index.js');
    for (const part of ['|b[01]+|', 'opts.last ||', 'if (!args)']) assert.ok(source.includes(part), part);
    assert.ok(!source.includes('opts.every'));
    assert.doesNotMatch(await repository.git('ls-tree', '-r', '--name-only', 'master'), /node_modules/);
  });

  it('passes in the engineer’s checkout, which holds exactly what landed', async () => {
    const parse = `const p = require('./index.js'); process.stdout.write(JSON.stringify([p(['--a', '0b11']), p(['-a', '1', '-a', '2'], { last: true }), p()]))`;
    const { stdout } = await repository.ports.processes.run({ file: process.execPath, args: ['-e', parse], cwd: repository.path, env: terminal.environment });
    assert.deepEqual(JSON.parse(stdout.toString('utf8')), [{ _: [], a: 3 }, { _: [], a: 2 }, { _: [] }]);
  });

  it('leaves the engineer’s modified, staged and untracked files as they were', async () => {
    assert.deepEqual(await engineers(), engineersBefore);
  });

  it('keeps every promise', async () => {
    assert.deepEqual(await sanctumJson(terminal, auditSchema, 'audit'), { broken: 0, violations: [], landings: 3 });
  });
});
