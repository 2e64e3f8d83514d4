import { dirname, resolve } from 'node:path';
import type { Clock } from '../../platform/clock.js';
import { pause } from '../../platform/clock.js';
import type { Files } from '../../platform/files.js';
import type { Processes } from '../../platform/processes.js';
import type { Step } from './scenario.js';
import { ScenarioError } from './scenario.js';
import type { ToolAnswer, ToolClient } from './toolClient.js';

/** What the player acts on. */
export interface Stage {
  readonly clock: Clock;
  readonly files: Files;
  readonly processes: Processes;
  readonly tools: ToolClient;
  readonly worktree: string;
  /** Prints; resolves when the reader has taken it. */
  print(text: string): Promise<void>;
  /** From now on the process does not hear SIGINT and SIGTERM. */
  deafen(): void;
}

const pollMilliseconds = 20;
const floodLine = `${'flood '.repeat(170)}\n`;

/** Plays the steps; returns the exit code. Throws ScenarioError, which names the step, when one cannot be done. */
export async function play(stage: Stage, steps: readonly Step[]): Promise<number> {
  for (const [at, step] of steps.entries()) {
    const number = at + 1;
    await emit(stage, { type: 'step', step: number, do: step.do, value: step.value });
    if (step.do === 'exit') return step.value;
    try {
      await perform(stage, step);
    } catch (error) {
      throw new ScenarioError(`Step ${String(number)} (${step.do}): ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return 0;
}

/** One event, one line. */
export function emit(stage: Pick<Stage, 'print'>, event: Readonly<Record<string, unknown>>): Promise<void> {
  return stage.print(`${JSON.stringify(event)}\n`);
}

async function perform(stage: Stage, step: Exclude<Step, { do: 'exit' }>): Promise<void> {
  const { files, worktree } = stage;
  const at = (path: string): string => resolve(worktree, path);
  switch (step.do) {
    case 'say':
      return emit(stage, { type: 'message', text: step.value });
    case 'write':
      // Made first, so that the file's mode is the usual one, as an editor would leave it.
      await files.makeFolder(dirname(at(step.value.path)));
      return overwrite(stage, at(step.value.path), step.value.text);
    case 'append':
      await files.makeFolder(dirname(at(step.value.path)));
      return files.append(at(step.value.path), step.value.text);
    case 'replace': {
      const old = (await files.read(at(step.value.path))).toString('utf8');
      if (!old.includes(step.value.find)) throw new Error(`${step.value.path} does not hold ${JSON.stringify(step.value.find)}`);
      return overwrite(stage, at(step.value.path), old.split(step.value.find).join(step.value.with));
    }
    case 'remove': {
      const found = await files.status(at(step.value));
      if (found === undefined) throw new Error(`${step.value} is not there`);
      if (found.kind === 'folder') await files.removeTree(at(step.value));
      else await files.remove(at(step.value));
      return;
    }
    case 'link':
      await files.makeFolder(dirname(at(step.value.path)));
      return files.makeLink(at(step.value.path), step.value.target);
    case 'run':
      return runCommand(stage, step.value, step.allowFailure);
    case 'read':
      return demand(stage, 'read_plan', { document: step.value });
    case 'progress':
      return demand(stage, 'report_progress', { text: step.value });
    case 'submit': {
      const submission = typeof step.value === 'string' ? { summary: step.value, evidence: 'Rehearsed.' } : step.value;
      return demand(stage, 'submit_pr', submission);
    }
    case 'call':
      await use(stage, step.value.tool, asArguments(step.value.arguments));
      return;
    case 'wait-for':
      while ((await files.status(at(step.value))) === undefined) await pause(stage.clock, pollMilliseconds);
      return;
    case 'hang':
      if (step.value === 'deaf') stage.deafen();
      for (;;) await pause(stage.clock, 60_000);
    case 'flood':
      return flood(stage, step.value);
  }
}

/** An executable file stays one. */
async function overwrite(stage: Stage, path: string, text: string): Promise<void> {
  const old = await stage.files.status(path);
  await stage.files.write(path, text, old?.kind === 'file' ? old.mode & 0o777 : undefined);
}

async function runCommand(stage: Stage, command: string, allowFailure: boolean): Promise<void> {
  const { exitCode, signal, stdout, stderr, startError } = await stage.processes.run({
    file: '/bin/sh',
    args: ['-c', command],
    cwd: stage.worktree,
    env: stage.processes.environment(),
  });
  await emit(stage, { type: 'output', exitCode, signal, text: Buffer.concat([stdout, stderr]).toString('utf8') });
  if (exitCode !== 0 && !allowFailure) throw new Error(`"${command}" failed: ${startError ?? signal ?? `exit ${String(exitCode)}`}`);
}

/** Calls a tool and prints its answer, whatever it is. */
async function use(stage: Stage, tool: string, input: Readonly<Record<string, unknown>>): Promise<ToolAnswer> {
  const answer = await stage.tools.call(tool, input);
  await emit(stage, { type: 'tool', tool, accepted: answer.accepted, text: answer.text });
  return answer;
}

/** Calls a tool that must accept. */
async function demand(stage: Stage, tool: string, input: Readonly<Record<string, unknown>>): Promise<void> {
  const { accepted, text } = await use(stage, tool, input);
  if (!accepted) throw new Error(text);
}

function asArguments(value: unknown): Readonly<Record<string, unknown>> {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw new Error('arguments must be a mapping');
  return value as Readonly<Record<string, unknown>>;
}

async function flood(stage: Stage, bytes: number): Promise<void> {
  const block = floodLine.repeat(64);
  for (let left = bytes; left > 0; left -= block.length) {
    await stage.print(left >= block.length ? block : `${block.slice(0, left - 1)}\n`);
  }
}
