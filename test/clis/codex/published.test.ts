import assert from 'node:assert/strict';
import { EngineStage } from '../../support/engineStage.js';
import { eventually } from '../../support/eventually.js';
import { minimistModules, unpackMinimist } from '../published.js';
import { codexConfines } from './codexSandbox.js';
import { settingsFor, taskOf } from './codexStage.js';
import { installedCodex } from '../installedClis.js';
import type { Script, Step } from './modelServer.js';
import { done, ModelServer, shell, submit, tool } from './modelServer.js';

const runTests = shell("node_modules/.bin/tape 'test/*.js' | tail -4");

/** Changes a line of the package by codex's own `apply_patch`. */
function change(find: string, text: string): Step {
  return shell(`apply_patch <<'PATCH'\n*** Begin Patch\n*** Update File: index.js\n@@\n-${find}\n+${text}\n*** End Patch\nPATCH`);
}

function testFile(name: string, assertion: string): Step {
  return shell(`cat > test/${name}.js <<'END'\n'use strict';\n\nvar parse = require('../');\nvar test = require('tape');\n\ntest('${name}', function (t) {\n\t${assertion}\n\tt.end();\n});\nEND`);
}

const isHex = '\tif ((/^0x[0-9a-f]+$/i).test(x)) { return true; }';
const noOptions = '\tif (!opts) { opts = {}; }';

describe('codex on minimist 1.2.8, as it was published, with its own tests as the gate', function () {
  this.timeout(120_000);

  it('builds two tickets side by side: one asks, is parked and goes on with the answer; the other is red, and mended', async () => {
    const begun = new Set<string>();
    const together = async (ticket: string): Promise<void> => {
      begun.add(ticket);
      await eventually('both at work', () => begun.size === 2 || undefined);
    };
    const scriptFor = (ticket: string): Script => {
      if (ticket === '0001') {
        return [
          async () => {
            await together(ticket);
            return tool('ask_question', { question: 'Which prefixes are numbers?', options: ['0b', '0b and 0o'] });
          },
          done,
          ({ news }) => change(isHex, isHex.replace('0x[0-9a-f]+', news.includes('0b and 0o') ? '0(?:x[0-9a-f]+|b[01]+|o[0-7]+)' : 'never')),
          testFile('radix', "t.deepEqual(parse(['--a', '0b11', '--b=0o17']), { a: 3, b: 15, _: [] });"),
          runTests,
          submit,
          done,
        ];
      }
      return [
        async () => {
          await together(ticket);
          return change(noOptions, "\tif (!args) { args = ['x']; }\n+\tif (!opts) { opts = {}; }");
        },
        testFile('nothing', 't.deepEqual(parse(), { _: [] });'),
        submit,
        done,
        shell("sed -i \"s/args = \\['x'\\]/args = []/\" index.js"),
        runTests,
        submit,
        done,
      ];
    };
    const server = await ModelServer.start((request) => scriptFor(taskOf(request).ticket));
    const stage = await EngineStage.bare({}, { SANCTUM_CODEX: installedCodex(), SCRIPTED_KEY: 'sk' });
    try {
      const { repo } = stage;
      unpackMinimist(repo.path);
      await repo.git('add', '--all');
      await repo.git('commit', '--quiet', '--message', 'minimist 1.2.8');
      await repo.ports.files.write(`${stage.home}/codex.toml`, settingsFor(server.url));
      const modules = minimistModules();
      const init = await stage.sanctum('init', '--gate', "node_modules/.bin/tape 'test/*.js'", '--set-up', `ln -s "${modules}" node_modules`, '--model', 'rehearsal', '--model', 'coding=gpt-5.5', ...(codexConfines() ? [] : ['--no-sandbox']));
      assert.equal(init.code, 0, init.output);
      await stage.configure((config) => ({ ...config, roles: { ...config.roles, merging: [] }, limits: { ...config.limits, agents: 2, holdSeconds: 0.5 } }));
      for (const title of ['Read binary and octal numbers', 'Parse nothing when there is nothing to parse']) assert.equal((await stage.sanctum('add', title)).code, 0);
      const first = await stage.untilIdle();
      assert.equal(first.code, 7, first.output);
      assert.match(first.output, /0001 is parked until Q-0001 is answered/);
      assert.match(first.output, /0002 is red by its own fault/);
      assert.equal((await stage.ticket('0002')).state, 'done', first.output);
      assert.equal((await stage.sanctum('answer', 'Q-0001', '0b and 0o')).code, 0);
      const second = await stage.untilIdle();
      assert.equal(second.code, 0, second.output);
      const parse = `const p = require('./index.js'); process.stdout.write(JSON.stringify([p(['--a', '0b11', '--b=0o17']), p()]))`;
      const { stdout } = await repo.ports.processes.run({ file: process.execPath, args: ['-e', parse], cwd: repo.path, env: repo.ports.processes.environment() });
      assert.deepEqual(JSON.parse(stdout.toString('utf8')), [{ _: [], a: 3, b: 15 }, { _: [] }]);
      const threads = new Set(server.requests.map(({ thread }) => thread));
      assert.deepEqual([threads.size, server.surprises, (await stage.look()).broken], [2, [], []]);
      await stage.quiet();
    } finally {
      await stage.close();
      await server.close();
    }
  });
});
