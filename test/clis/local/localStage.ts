import type { AgentStage, Task } from '../agentStage.js';
import { onAgents, taskIn } from '../agentStage.js';
import { installedCodex } from '../installedClis.js';
import type { PlainRequest, PlainScript } from './plainServer.js';
import { PlainServer } from './plainServer.js';

/** A repository whose coding agents are codex at a model of a local server. */
export interface LocalStage extends AgentStage {
  readonly server: PlainServer;
  /** What the model was asked for a ticket. */
  readonly asked: (id: string) => readonly PlainRequest[];
}

export interface LocalOptions {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly endpoint?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
}

const model = 'gpt-oss-120b';

/** `onAgents` with `gpt-oss-120b` at the endpoint `local`; nobody is logged in to codex. */
export async function onLocal(scriptFor: (task: Task) => PlainScript, options: LocalOptions, play: (on: LocalStage) => Promise<void>): Promise<void> {
  const server = await PlainServer.start([model], ({ conversation }) => scriptFor(taskIn(conversation)));
  const environment = { SANCTUM_CODEX: installedCodex(), ...options.environment };
  const config = { roles: { coding: [model] }, endpoints: { local: { url: server.url, ...options.endpoint } }, ...options.config };
  try {
    await onAgents({ config, environment, surprises: () => server.surprises }, (on) =>
      play({ ...on, server, asked: (id) => server.requests.filter(({ conversation }) => taskIn(conversation).ticket === id) }),
    );
  } finally {
    await server.close();
  }
}
