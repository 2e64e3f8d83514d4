import type { AgentStage, Task } from '../agentStage.js';
import { onAgents, taskIn } from '../agentStage.js';
import { installedClaude } from '../installedClis.js';
import type { ModelRequest, Script } from './modelServer.js';
import { ModelServer } from './modelServer.js';

/** A repository whose coding agents are Claude Code, and the model that they ask. */
export interface ClaudeStage extends AgentStage {
  readonly server: ModelServer;
  /** What the model was asked for a ticket. */
  readonly asked: (id: string) => readonly ModelRequest[];
}

export interface ClaudeOptions {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
}

export const model = 'claude-sonnet-4-5';

export function taskOf({ conversation }: ModelRequest): Task {
  return taskIn(conversation);
}

/** How Claude Code gets at a server on this machine, which it asks again once. */
export function serverEnvironment(url: string): Readonly<Record<string, string>> {
  return { SANCTUM_CLAUDE: installedClaude(), ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: 'sk-scripted', CLAUDE_CODE_MAX_RETRIES: '1' };
}

/** `onAgents` with Claude Code for the coding agents. */
export async function onClaude(scriptFor: (task: Task) => Script, options: ClaudeOptions, play: (on: ClaudeStage) => Promise<void>): Promise<void> {
  const server = await ModelServer.start((request) => scriptFor(taskOf(request)));
  const environment = { ...serverEnvironment(server.url), ...options.environment };
  const config = { roles: { coding: [model] }, ...options.config };
  try {
    await onAgents({ config, environment, surprises: () => server.surprises }, (on) => play({ ...on, server, asked: (id) => server.requests.filter((request) => taskOf(request).ticket === id) }));
  } finally {
    await server.close();
  }
}
