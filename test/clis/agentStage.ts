import { readDocument } from '../../src/plan/readDocument.js';
import type { RunFields } from '../../src/plan/schemas.js';
import { runSchema } from '../../src/plan/schemas.js';
import { add } from '../../src/plan/transitions.js';
import { EngineStage } from '../support/engineStage.js';

/** A repository with an engine, whose agents are real programs. */
export interface AgentStage {
  readonly stage: EngineStage;
  /** Adds a ticket that a manager would have written. */
  readonly add: (title: string) => Promise<string>;
  /** What the plan records of a ticket's runs, the first one first. */
  readonly runs: (id: string) => Promise<readonly RunFields[]>;
}

export interface AgentStageOptions {
  readonly config: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  /** What a scripted model's server was asked, and had no answer to. */
  readonly surprises: () => readonly string[];
}

/** Plays on a stage of its own, and holds every test to the same: the audit finds nothing, nothing is left running, no request was a surprise. */
export async function onAgents({ config, environment, files, surprises }: AgentStageOptions, play: (on: AgentStage) => Promise<void>): Promise<void> {
  const stage = await EngineStage.make({ config, environment, ...(files === undefined ? {} : { files }) });
  try {
    await play({
      stage,
      add: (title) => stage.command(add({ title, body: 'Do it.', at: '2026-11-21T04:30:00Z' })),
      runs: (id) => runsOf(stage, id),
    });
    await stage.quiet();
    const { broken } = await stage.look();
    const found = [...broken, ...surprises()];
    if (found.length > 0) throw new Error(found.join('\n'));
  } finally {
    await stage.close();
  }
}

async function runsOf(stage: EngineStage, id: string): Promise<readonly RunFields[]> {
  const paths = (await stage.repo.git('ls-tree', '-r', '--name-only', 'sanctum/plan', 'runs')).split('\n');
  const records = await Promise.all(paths.filter((path) => path.includes(`-${id}-`)).map((path) => stage.repo.git('show', `sanctum/plan:${path}`)));
  return records.map((text) => readDocument(runSchema, text)).filter(({ ticket }) => ticket === id).sort((one, other) => one.attempt - other.attempt);
}

/** What a session was begun for, as its conversation tells. */
export interface Task {
  /** As the prompt calls it. */
  readonly role: string;
  readonly ticket: string;
  readonly attempt: number;
  /** All that the session was told. */
  readonly conversation: string;
}

export function taskIn(conversation: string): Task {
  const [, role = ''] = /You are (?:the|a) ([a-z ]+) of Sanctum/.exec(conversation) ?? [];
  const [, ticket = ''] = /Ticket (\d{4}): /.exec(conversation) ?? [];
  const [, attempt = ''] = /\\nAttempt: (\d+)/.exec(conversation) ?? [];
  return { role, ticket, attempt: Number(attempt), conversation };
}
