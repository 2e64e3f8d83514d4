import { add } from '../../src/plan/transitions.js';
import type { RunFields } from '../../src/plan/schemas.js';
import { runSchema } from '../../src/plan/schemas.js';
import { readDocument } from '../../src/plan/readDocument.js';
import { EngineStage } from '../support/engineStage.js';
import { installedCodex } from './installedCodex.js';
import type { ModelRequest, Script } from './modelServer.js';
import { ModelServer } from './modelServer.js';

/** A repository whose coding agents are codex, and the model that they ask. */
export interface CodexStage {
  readonly stage: EngineStage;
  readonly server: ModelServer;
  /** Adds a ticket that a manager would have written. */
  readonly add: (title: string) => Promise<string>;
  /** What the plan records of a ticket's runs, the first one first. */
  readonly runs: (id: string) => Promise<readonly RunFields[]>;
  /** What the model was asked for a ticket. */
  readonly asked: (id: string) => readonly ModelRequest[];
}

export interface CodexOptions {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Instead of the address of the model's server. */
  readonly url?: string;
}

/** What a thread was begun for. */
export interface Task {
  /** As the prompt calls it. */
  readonly role: string;
  readonly ticket: string;
  readonly attempt: number;
  /** All that the thread was told. */
  readonly conversation: string;
}

export function taskOf({ conversation }: ModelRequest): Task {
  const [, role = ''] = /You are (?:the|a) ([a-z ]+) of Sanctum/.exec(conversation) ?? [];
  const [, ticket = ''] = /Ticket (\d{4}): /.exec(conversation) ?? [];
  const [, attempt = ''] = /\\nAttempt: (\d+)/.exec(conversation) ?? [];
  return { role, ticket, attempt: Number(attempt), conversation };
}

/** The engineer's settings for Sanctum's codex sessions: a model's server on this machine, asked once. */
export function settingsFor(url: string): string {
  return ['model_provider = "scripted"', '[model_providers.scripted]', 'name = "scripted"', `base_url = "${url}"`, 'wire_api = "responses"', 'env_key = "SCRIPTED_KEY"', 'request_max_retries = 0', 'stream_max_retries = 0', ''].join('\n');
}

/** Plays on a stage of its own, and holds every test to the same: the audit finds nothing, nothing is left running, no request was a surprise. */
export async function onCodex(scriptFor: (task: Task) => Script, options: CodexOptions, play: (on: CodexStage) => Promise<void>): Promise<void> {
  const server = await ModelServer.start((request) => scriptFor(taskOf(request)));
  const environment = { SANCTUM_CODEX: installedCodex(), SCRIPTED_KEY: 'sk-scripted', ...options.environment };
  const stage = await EngineStage.make({ config: { roles: { coding: ['gpt-5.5'] }, ...options.config }, environment });
  try {
    await stage.repo.ports.files.write(`${stage.home}/codex.toml`, settingsFor(options.url ?? server.url));
    await play({
      stage,
      server,
      add: (title) => stage.command(add({ title, body: 'Do it.', at: '2026-11-21T04:30:00Z' })),
      runs: (id) => runsOf(stage, id),
      asked: (id) => server.requests.filter((request) => taskOf(request).ticket === id),
    });
    await stage.quiet();
    const { broken } = await stage.look();
    const found = [...broken, ...server.surprises];
    if (found.length > 0) throw new Error(found.join('\n'));
  } finally {
    await stage.close();
    await server.close();
  }
}

async function runsOf(stage: EngineStage, id: string): Promise<readonly RunFields[]> {
  const paths = (await stage.repo.git('ls-tree', '-r', '--name-only', 'sanctum/plan', 'runs')).split('\n');
  const records = await Promise.all(paths.filter((path) => path.includes(`-${id}-`)).map((path) => stage.repo.git('show', `sanctum/plan:${path}`)));
  return records.map((text) => readDocument(runSchema, text)).filter(({ ticket }) => ticket === id).sort((one, other) => one.attempt - other.attempt);
}
