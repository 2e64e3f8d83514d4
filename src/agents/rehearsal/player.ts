import { dirname, resolve } from 'node:path';
import { pause } from '../../platform/clock.js';
import { answerBehindNews, noAnswerYet } from '../runnerProtocol.js';
import type { Step } from './scenario.js';
import { ScenarioError } from './scenario.js';
import type { Session } from './session.js';
import { writeSession } from './session.js';
import type { Stage } from './stage.js';
import { demand, emit, use } from './stage.js';
import { submitAll } from './submitAll.js';
import { withAnswer } from './withAnswer.js';

const pollMilliseconds = 20;
const floodLine = `${'flood '.repeat(170)}\n`;

/** Where playing begins: with the first step, or behind one that asked. */
export interface Beginning {
  /** Whose steps these are. */
  readonly attempt: number;
  /** The step that asked, from 0. */
  readonly asked?: number;
  readonly answer?: string | undefined;
}

/** Plays the steps; returns the exit code. Throws ScenarioError, which names the step, when one cannot be done. */
export async function play(stage: Stage, steps: readonly Step[], { attempt, asked = -1, answer }: Beginning = { attempt: 1 }): Promise<number> {
  let told = answer;
  for (const [at, written] of steps.entries()) {
    if (at <= asked) continue;
    const step = told === undefined ? written : withAnswer(written, told);
    const number = at + 1;
    await emit(stage, { type: 'step', step: number, do: step.do, value: step.value });
    if (step.do === 'exit') return step.value;
    try {
      if (step.do === 'ask' || step.do === 'request-change') {
        told = await ask(stage, step, { attempt, asked: at });
        if (told === undefined) return 0;
      } else {
        await perform(stage, step);
      }
    } catch (error) {
      throw new ScenarioError(`Step ${String(number)} (${step.do}): ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return 0;
}

type Asking = Step & { do: 'ask' | 'request-change' };

/** Asks; the answer, or undefined when there is none yet and the session is to be gone on with later. */
async function ask(stage: Stage, { do: what, value }: Asking, session: Session): Promise<string | undefined> {
  const question = typeof value === 'string' ? { question: value } : value;
  // No run is gone on with for the answer to a question that did not block it.
  if (question.blocking !== false) await writeSession(stage, session);
  const text = await demand(stage, what === 'ask' ? 'ask_question' : 'request_plan_change', question);
  return text.startsWith(noAnswerYet) ? undefined : text.split(answerBehindNews).at(-1);
}

async function perform(stage: Stage, step: Exclude<Step, { do: 'exit' | 'ask' | 'request-change' }>): Promise<void> {
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
      await demand(stage, 'read_plan', { document: step.value });
      return;
    case 'progress':
      await demand(stage, 'report_progress', { text: step.value });
      return;
    case 'use':
      return emit(stage, { type: 'usage', ...step.value });
    case 'submit': {
      const submission = typeof step.value === 'string' ? { summary: step.value, evidence: 'Rehearsed.' } : step.value;
      return submitAll(stage, submission);
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

/** What makes a Node of VS Code's own program is for this agent alone: in a command it would make one of every Electron. */
function commandEnvironment({ processes }: Stage): Readonly<Record<string, string>> {
  const { ELECTRON_RUN_AS_NODE: _, ...environment } = processes.environment();
  return environment;
}

async function runCommand(stage: Stage, command: string, allowFailure: boolean): Promise<void> {
  const { exitCode, signal, stdout, stderr, startError } = await stage.processes.run({
    file: '/bin/sh',
    args: ['-c', command],
    cwd: stage.worktree,
    env: commandEnvironment(stage),
  });
  await emit(stage, { type: 'output', exitCode, signal, text: Buffer.concat([stdout, stderr]).toString('utf8') });
  if (exitCode !== 0 && !allowFailure) throw new Error(`"${command}" failed: ${startError ?? signal ?? `exit ${String(exitCode)}`}`);
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
