import type { Clock } from '../../platform/clock.js';
import type { Files } from '../../platform/files.js';
import type { Processes } from '../../platform/processes.js';
import type { ToolAnswer, ToolClient } from './toolClient.js';

/** What a rehearsal acts on. */
export interface Stage {
  readonly clock: Clock;
  readonly files: Files;
  readonly processes: Processes;
  readonly tools: ToolClient;
  readonly worktree: string;
  /** The agent's HOME, where it keeps its session. */
  readonly home: string;
  /** Prints; resolves when the reader has taken it. */
  print(text: string): Promise<void>;
  /** From now on the process does not hear SIGINT and SIGTERM. */
  deafen(): void;
}

/** One event, one line. */
export function emit(stage: Pick<Stage, 'print'>, event: Readonly<Record<string, unknown>>): Promise<void> {
  return stage.print(`${JSON.stringify(event)}\n`);
}

/** Calls a tool and prints its answer, whatever it is. */
export async function use(stage: Pick<Stage, 'print' | 'tools'>, tool: string, input: Readonly<Record<string, unknown>>): Promise<ToolAnswer> {
  const answer = await stage.tools.call(tool, input);
  await emit(stage, { type: 'tool', tool, accepted: answer.accepted, text: answer.text });
  return answer;
}

/** Calls a tool that must accept; what it says. */
export async function demand(stage: Pick<Stage, 'print' | 'tools'>, tool: string, input: Readonly<Record<string, unknown>>): Promise<string> {
  const { accepted, text } = await use(stage, tool, input);
  if (!accepted) throw new Error(text);
  return text;
}
