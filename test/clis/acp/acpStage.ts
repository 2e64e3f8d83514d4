import { dirname } from 'node:path';
import type { AgentStage, Task } from '../agentStage.js';
import { onAgents, taskIn } from '../agentStage.js';
import type { ChatRequest, Script, Step } from '../chatServer.js';
import { ChatServer } from '../chatServer.js';
import { installedNode, installedOpencode, installedQwen } from '../installedClis.js';

/** One of the agents, and what it calls its tools. */
export interface AcpAgent {
  readonly name: string;
  /** As `sanctum.json` names it. */
  readonly model: string;
  readonly environment: (url: string) => Readonly<Record<string, string>>;
  /** The engineer's settings in Sanctum's home. */
  readonly settings: (url: string) => Readonly<Record<string, string>>;
  /** Runs a command by the agent's shell. */
  readonly shell: (command: string) => Step;
  /** Calls one of Sanctum's tools. */
  readonly tool: (name: string, input: Readonly<Record<string, unknown>>) => Step;
  /** What its processes are known by. */
  readonly process: RegExp;
}

export const opencode: AcpAgent = {
  name: 'opencode',
  model: 'opencode:scripted/m',
  environment: () => ({ SANCTUM_OPENCODE: installedOpencode(), SCRIPTED_KEY: 'sk-scripted' }),
  settings: (url) => ({
    'opencode.json': JSON.stringify({ provider: { scripted: { npm: '@ai-sdk/openai-compatible', name: 'Scripted', options: { baseURL: url, apiKey: '{env:SCRIPTED_KEY}' }, models: { m: { name: 'm', limit: { context: 100_000, output: 4000 } } } } } }),
  }),
  shell: (command) => ({ call: { name: 'bash', arguments: { command, description: 'As asked' } } }),
  tool: (name, input) => ({ call: { name: `sanctum_${name}`, arguments: input } }),
  process: /\/bin\/opencode acp$/,
};

export const qwen: AcpAgent = {
  name: 'qwen',
  model: 'qwen:m',
  // Its program is found by `#!/usr/bin/env node`, and needs a newer one than Sanctum does.
  environment: (url) => ({ SANCTUM_QWEN: installedQwen(), PATH: `${dirname(installedNode())}:${process.env['PATH'] ?? ''}`, OPENAI_API_KEY: 'sk-scripted', OPENAI_BASE_URL: url }),
  settings: () => ({}),
  shell: (command) => ({ call: { name: 'run_shell_command', arguments: { command, is_background: false } } }),
  tool: (name, input) => ({ call: { name: `mcp__sanctum__${name}`, arguments: input } }),
  process: /cli-entry\.js --acp/,
};

export const acpAgents: readonly AcpAgent[] = [opencode, qwen];

/** A repository whose coding agents speak ACP, and the model that they ask. */
export interface AcpStage extends AgentStage {
  readonly server: ChatServer;
  /** What the model was asked for a ticket. */
  readonly asked: (id: string) => readonly ChatRequest[];
}

export interface AcpOptions {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Instead of the address of the model's server. */
  readonly url?: string;
}

function taskOf({ conversation }: ChatRequest): Task {
  return taskIn(conversation);
}

/** qwen tells the state of the folder before the first words, also when a session is gone on with. */
function threadIn(conversation: string): string {
  const { ticket, attempt } = taskIn(conversation);
  return `${ticket}-${String(attempt)}`;
}

/** `onAgents` with an ACP agent for the coding agents. */
export async function onAcp(agent: AcpAgent, scriptFor: (task: Task) => Script, options: AcpOptions, play: (on: AcpStage) => Promise<void>): Promise<void> {
  const server = await ChatServer.start((request) => scriptFor(taskOf(request)), threadIn);
  const url = options.url ?? server.url;
  const config = { roles: { coding: [agent.model] }, ...options.config };
  try {
    await onAgents({ config, environment: { ...agent.environment(url), ...options.environment }, surprises: () => server.surprises }, async (on) => {
      for (const [name, text] of Object.entries(agent.settings(url))) await on.stage.repo.ports.files.write(`${on.stage.home}/${name}`, text);
      await play({ ...on, server, asked: (id) => server.requests.filter((request) => taskOf(request).ticket === id) });
    });
  } finally {
    await server.close();
  }
}
