import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as z from 'zod';
import { mcpLaunch } from '../../../src/agents/backend.js';
import type { ExitRecord } from '../../../src/agents/runOrder.js';
import { toolsOf } from '../../../src/agents/tools.js';
import { eventually } from '../../support/eventually.js';
import { inParallel } from '../../support/inParallel.js';
import { RunStage } from '../../support/runStage.js';
import { installedInspector, installedNode } from '../installedClis.js';

const listed = z.object({ tools: z.array(z.object({ name: z.string(), inputSchema: z.looseObject({ type: z.literal('object') }) })) });
const told = z.object({ content: z.array(z.object({ text: z.string() })), isError: z.boolean().optional() });

interface Inspected {
  readonly code: number | undefined;
  readonly output: string;
  readonly errorOutput: string;
  readonly exit: ExitRecord;
}

/** Lets the Inspector do one thing with the tools of a run; it starts the server anew each time, so that each time is a run of its own. */
async function inspect(role: 'coding' | 'manager', ...args: readonly string[]): Promise<Inspected> {
  const stage = await RunStage.make();
  try {
    const command = { file: '/bin/sh', args: ['-c', 'until [ -e done ]; do sleep 0.02; done'], cwd: stage.worktree, env: { PATH: process.env['PATH'] ?? '' } };
    const order = await stage.order({ role, command });
    await stage.runs.start(order);
    await eventually('the runner', async () => (await stage.ports.files.status(order.socket)) !== undefined || undefined);
    const { command: server, env } = mcpLaunch(process.execPath, stage.programs.mcp, order);
    const { processes } = stage.ports;
    const variables = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    const ran = await processes.run({ file: installedNode(), args: [installedInspector(), '--cli', ...variables, ...server, ...args], cwd: stage.path, env: { ...processes.environment(), HOME: stage.path } });
    await stage.touch('done');
    return { code: ran.exitCode, output: ran.stdout.toString('utf8'), errorOutput: ran.stderr.toString('utf8'), exit: await stage.ended(order) };
  } finally {
    await stage.close();
  }
}

const calling = (tool: string, ...pairs: readonly string[]): readonly string[] => ['--method', 'tools/call', '--tool-name', tool, ...pairs.flatMap((pair) => ['--tool-arg', pair])];

inParallel('the MCP Inspector', 2, {
  'finds every tool of a role, with schemas in which it sees nothing wrong': async () => {
    assert.equal(spawnSync(installedNode(), ['--version']).status, 0);
    for (const role of ['coding', 'manager'] as const) {
      const { code, output, errorOutput, exit } = await inspect(role, '--method', 'tools/list', '--strict');
      assert.equal(code, 0, errorOutput);
      assert.deepEqual(listed.parse(JSON.parse(output)).tools.map(({ name }) => name), toolsOf(role).map(({ name }) => name));
      assert.equal(exit.reason, 'exited');
    }
  },

  'calls a tool, and the run has what it said': async () => {
    const { code, output, errorOutput, exit } = await inspect('coding', ...calling('submit_pr', 'summary=Done by hand.', 'evidence=I looked.'));
    assert.equal(code, 0, errorOutput);
    assert.deepEqual(told.parse(JSON.parse(output)).content.map(({ text }) => text), ['Submitted. End your turn now.']);
    assert.deepEqual([exit.reason, exit.submission?.summary, exit.submission?.evidence], ['exited', 'Done by hand.', 'I looked.']);
  },

  'is told what to send when it sends something else': async () => {
    const { output, errorOutput, exit } = await inspect('coding', ...calling('submit_pr', 'summary=Done by hand.'));
    assert.match(`${output}${errorOutput}`, /submit_pr was not accepted: evidence: .*Send \{/);
    assert.deepEqual([exit.reason, exit.submission], ['exited', undefined]);
  },
});
