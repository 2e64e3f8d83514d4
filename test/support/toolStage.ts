import assert from 'node:assert/strict';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import * as z from 'zod';
import { mcpLaunch } from '../../src/agents/backend.js';
import type { ExitRecord, RunOrder } from '../../src/agents/runOrder.js';
import type { RunMail } from '../../src/agents/runs.js';
import { ask } from '../../src/plan/questionTransitions.js';
import type { NewQuestion } from '../../src/plan/questionTransitions.js';
import { shippedAgentPrograms } from './agentPrograms.js';
import { eventually } from './eventually.js';
import { PlanStage, someTime } from './planStage.js';
import type { OrderWishes } from './runStage.js';
import { RunStage } from './runStage.js';

const resultSchema = z.object({ content: z.array(z.object({ text: z.string() })), isError: z.boolean().optional() });

/** Lives until it is told. Asked to end by SIGINT it says so, and goes on. */
const agent = 'trap "touch interrupted" INT; until [ -e done ]; do sleep 0.02; done';

/** One run at work, with the test as its model: it calls the tools through the real MCP server, as an agent's CLI does. */
export class ToolRun {
  constructor(
    private readonly stage: RunStage,
    readonly order: RunOrder,
    private readonly client: Client,
  ) {}

  async toolNames(): Promise<readonly string[]> {
    return (await this.client.listTools()).tools.map(({ name }) => name);
  }

  /** What a tool says to a call that it takes. */
  async accepted(tool: string, input: Readonly<Record<string, unknown>>): Promise<string> {
    const { isError, text } = await this.call(tool, input);
    assert.ok(!isError, text);
    return text;
  }

  /** Why a tool does not take a call. */
  async refused(tool: string, input: Readonly<Record<string, unknown>>): Promise<string> {
    const { isError, text } = await this.call(tool, input);
    assert.ok(isError, `taken: ${text}`);
    return text;
  }

  async tell(key: string, text: string): Promise<void> {
    await this.stage.runs.tell(this.order.run, { key, text });
  }

  async mail(): Promise<RunMail> {
    return (await this.stage.runs.observe(this.order.run)).mail;
  }

  /** The run's mail when so many questions are asked. */
  async asked(count: number): Promise<RunMail> {
    return eventually(`${String(count)} questions`, async () => {
      const mail = await this.mail();
      return mail.asked.length === count ? mail : undefined;
    });
  }

  async killAgent(): Promise<void> {
    const agentProcess = await eventually('the agent', async () => (await this.stage.runs.folder(this.order.run).runner())?.agent);
    process.kill(agentProcess.pid, 'SIGKILL');
  }

  /** Asks the run to end; the agent has heard it when this resolves, and still lives. */
  async stop(): Promise<void> {
    await this.stage.runs.stop(this.order.run);
    await this.stage.appeared('interrupted');
  }

  /** Ends the agent's turn. */
  async finish(): Promise<ExitRecord> {
    await this.stage.touch('done');
    return this.ended();
  }

  ended(): Promise<ExitRecord> {
    return this.stage.ended(this.order);
  }

  private async call(tool: string, input: Readonly<Record<string, unknown>>): Promise<{ readonly isError: boolean; readonly text: string }> {
    const { content, isError = false } = resultSchema.parse(await this.client.callTool({ name: tool, arguments: { ...input } }));
    return { isError, text: content.map(({ text }) => text).join('\n') };
  }
}

/** A real plan in a real repository, and runs of every role on it. */
export class ToolStage {
  private readonly clients: Client[] = [];

  private constructor(
    readonly plan: PlanStage,
    readonly runs: RunStage,
  ) {}

  static async open(): Promise<ToolStage> {
    const [plan, runs] = await Promise.all([PlanStage.open(), RunStage.make(shippedAgentPrograms())]);
    return new ToolStage(plan, runs);
  }

  /** Writes documents of the plan as they are given. */
  async write(documents: Readonly<Record<string, string>>): Promise<void> {
    await this.plan.engineChanges('cut-tickets', documents);
  }

  /** A question in the plan, which lies with the level above the asker. */
  async ask(role: NewQuestion['asker']['role'], text: string): Promise<void> {
    await this.plan.engine(ask({ asker: { role, run: 'R-20260228T143000-0001-1', number: 1 }, text, options: [], blocking: true, asked: someTime }));
  }

  async begin(wishes: OrderWishes & { readonly role: RunOrder['role'] }): Promise<ToolRun> {
    const { at } = this.plan;
    const order = await this.runs.order({
      ...wishes,
      plan: { commonDir: `${at.path}/.git`, format: 'sha1' },
      command: { file: '/bin/sh', args: ['-c', agent], cwd: this.runs.worktree, env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' } },
    });
    await this.runs.runs.start(order);
    await eventually('the runner', async () => (await this.runs.ports.files.status(order.socket)) !== undefined || undefined);
    const { command, env } = mcpLaunch(process.execPath, this.runs.programs.mcp, order);
    const [file = '', ...args] = command;
    const client = new Client({ name: 'test', version: '1' });
    this.clients.push(client);
    await client.connect(new StdioClientTransport({ command: file, args, env: { ...env } }));
    return new ToolRun(this.runs, order, client);
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()));
    await this.runs.close();
    await this.plan.dispose();
  }
}
