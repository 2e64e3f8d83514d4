import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { AuditReport } from '../../src/engine/auditing/auditReport.js';
import { auditReportSchema } from '../../src/engine/auditing/auditReport.js';
import { EngineStage } from '../support/engineStage.js';

/** The command of the README that checks a landing with git alone. */
async function readmeCommand(): Promise<string> {
  const section = (await readFile('README.md', 'utf8')).split('## Check a landing with plain git')[1]?.split('\n## ')[0] ?? '';
  return /```\n([^]*?)\n```/.exec(section)?.[1] ?? '';
}

/** Two tickets that landed, by a gate that names a tool and can be made to fail from outside. */
async function landed(play: (stage: EngineStage) => Promise<void>): Promise<void> {
  const stage = await EngineStage.make({ files: { 'check.sh': 'test ! -e "$1/red" || { echo "not ok 1 - weather"; exit 1; }\ntest ! -e "$1/once" || { rm "$1/once"; exit 1; }\necho "ok 1 - weather"\n' } });
  try {
    await stage.configure((config) => ({ ...config, gate: { ...config.gate, tools: ['git --version'] } }));
    await stage.sanctum('trust', '--hash', /trust --hash ([0-9a-f]+)/.exec((await stage.untilIdle()).output)?.[1] ?? '');
    await stage.add('One', 'steps: [{write: {path: one.txt, text: "1\\n"}}, {submit: Done.}]');
    await stage.untilIdle();
    await stage.add('Two', 'steps: [{write: {path: two.txt, text: "2\\n"}}, {submit: Done.}]');
    await stage.untilIdle();
    await play(stage);
    await stage.quiet();
  } finally {
    await stage.close();
  }
}

async function reportOf(stage: EngineStage, ...more: string[]): Promise<{ readonly code: number | undefined; readonly report: AuditReport }> {
  const { code, output } = await stage.sanctum('--json', 'audit', ...more);
  return { code, report: auditReportSchema.parse(JSON.parse(output)) };
}

describe('sanctum audit', function () {
  this.timeout(120_000);

  it('proves what landed, to programs and to git alone, and proves it again', () =>
    landed(async (stage) => {
      const { repo } = stage;
      const { code, report } = await reportOf(stage);
      assert.deepEqual([code, report.broken, report.landings, report.checked.length, report.violations], [0, 0, 2, 21, []]);

      const command = await readmeCommand();
      const inShell = (text: string): string => execFileSync('/bin/sh', ['-c', text], { cwd: repo.path, encoding: 'utf8', env: { ...repo.ports.processes.environment() } });
      for (const tip of ['master', 'master~1']) {
        const tree = await repo.git('rev-parse', `${tip}^{tree}`);
        assert.match(inShell(command.replace('master', tip)), new RegExp(`^sanctum/plan:verdicts/${tree.slice(0, 2)}/${tree}-[0-9a-f]+\\.md:\\d+:result: green$`, 'm'));
      }
      const untested = await repo.git('commit-tree', '-m', 'Untested', '4b825dc642cb6eb9a060e54bf8d69288fbee4904');
      assert.throws(() => inShell(command.replace('master', untested)));

      const green = await reportOf(stage, '--replay');
      assert.deepEqual([green.code, green.report.replayed?.map(({ result, tickets }) => [result, ...tickets])], [0, [['green', '0001'], ['green', '0002']]]);
      await stage.setMark('once');
      const flaky = await stage.sanctum('audit', '--replay');
      assert.equal(flaky.code, 0, flaky.output);
      assert.match(flaky.output, /1 of 2: [0-9a-f]{10} \(0001\): flaky\./);
      assert.match(flaky.output, /replay: 1 green, 1 flaky, of 2 tips/);
      await stage.setMark('red');
      const red = await reportOf(stage, '--replay');
      assert.deepEqual([red.code, red.report.broken, red.report.replayed?.map(({ result }) => result)], [2, 0, ['red', 'red']]);
      assert.equal(await repo.git('status', '--porcelain'), '');

      const [text, none] = [await stage.sanctum('audit', '--since', 'yesterday'), await stage.sanctum('audit', '--since', 'v3')];
      assert.deepEqual([text.code, none.code], [2, 2]);
      assert.match(text.output, /is no version of the plan\. For instance: sanctum audit --since v3/);
      assert.match(none.output, /The plan has no version 3/);
    }));
});
