import type { AgentStage, Task } from '../agentStage.js';
import { onAgents, taskIn } from '../agentStage.js';
import { installedCodex } from '../installedClis.js';
import type { ModelRequest, Script } from './modelServer.js';
import { ModelServer } from './modelServer.js';

/** A repository whose coding agents are codex, and the model that they ask. */
export interface CodexStage extends AgentStage {
  readonly server: ModelServer;
  /** What the model was asked for a ticket. */
  readonly asked: (id: string) => readonly ModelRequest[];
}

export interface CodexOptions {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Instead of the address of the model's server. */
  readonly url?: string;
}

export function taskOf({ conversation }: ModelRequest): Task {
  return taskIn(conversation);
}

/** The engineer's settings for Sanctum's codex sessions: a model's server on this machine, asked once. */
export function settingsFor(url: string): string {
  return ['model_provider = "scripted"', '[model_providers.scripted]', 'name = "scripted"', `base_url = "${url}"`, 'wire_api = "responses"', 'env_key = "SCRIPTED_KEY"', 'request_max_retries = 0', 'stream_max_retries = 0', ''].join('\n');
}

/** `onAgents` with codex for the coding agents. */
export async function onCodex(scriptFor: (task: Task) => Script, options: CodexOptions, play: (on: CodexStage) => Promise<void>): Promise<void> {
  const server = await ModelServer.start((request) => scriptFor(taskOf(request)));
  const environment = { SANCTUM_CODEX: installedCodex(), SCRIPTED_KEY: 'sk-scripted', ...options.environment };
  const config = { roles: { coding: ['gpt-5.5'] }, ...options.config };
  try {
    await onAgents({ config, environment, surprises: () => server.surprises }, async (on) => {
      await on.stage.repo.ports.files.write(`${on.stage.home}/codex.toml`, settingsFor(options.url ?? server.url));
      await play({ ...on, server, asked: (id) => server.requests.filter((request) => taskOf(request).ticket === id) });
    });
  } finally {
    await server.close();
  }
}
