import { nodePorts } from '../../platform/ports.js';
import { findScenario } from './findScenario.js';
import { partOf } from './part.js';
import { playDefault } from './playDefault.js';
import { play } from './player.js';
import { prompted } from './prompted.js';
import { ScenarioError, stepsOf } from './scenario.js';
import { readSession } from './session.js';
import type { Stage } from './stage.js';
import { emit } from './stage.js';
import { McpToolClient } from './toolClient.js';

/** The agent that plays a scenario: `rehearsal.cjs [--scenario <file>] [--resume]`, the prompt on stdin. Returns the exit code. */
async function main(stage: Stage, args: readonly string[], environment: Readonly<Record<string, string>>): Promise<number> {
  const prompt = await readPrompt();
  const { part, attempt } = partOf(environment);
  await emit(stage, { type: 'started', ...part, attempt, promptCharacters: prompt.length });
  try {
    const { file, resumed } = readArguments(args);
    const answer = resumed ? prompted(prompt, 'answer') : undefined;
    // What goes on for another reason than an answer plays the steps of its attempt.
    const session = answer === undefined ? undefined : await readSession(stage);
    if (answer !== undefined && session === undefined) await emit(stage, { type: 'message', text: 'There is no session to go on with; playing from the beginning.' });
    const found = await findScenario(stage, part, file);
    if ('scenario' in found) return await play(stage, stepsOf(found.scenario, session?.attempt ?? attempt), { attempt, ...session, answer });
    await playDefault(stage, { part, ...found, prompt });
    return 0;
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    await emit(stage, { type: 'error', text: error.message });
    return 1;
  }
}

function readArguments(args: readonly string[]): { readonly file: string | undefined; readonly resumed: boolean } {
  const resumed = args.at(-1) === '--resume';
  const [option, file, ...more] = resumed ? args.slice(0, -1) : args;
  if (more.length > 0 || (option !== undefined && (option !== '--scenario' || file === undefined))) throw new ScenarioError('Usage: rehearsal [--scenario <file>] [--resume]');
  return { file, resumed };
}

async function readPrompt(): Promise<string> {
  process.stdin.setEncoding('utf8');
  let prompt = '';
  for await (const chunk of process.stdin) prompt += String(chunk);
  return prompt;
}

function makeStage(): Stage {
  const { clock, files, processes } = nodePorts();
  const environment = processes.environment();
  return {
    clock,
    files,
    processes,
    tools: new McpToolClient(environment),
    worktree: process.cwd(),
    home: environment['HOME'] ?? process.cwd(),
    print: (text) =>
      new Promise((resolve) => {
        process.stdout.write(text, () => {
          resolve();
        });
      }),
    deafen: () => {
      for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
    },
  };
}

const stage = makeStage();
main(stage, process.argv.slice(2), stage.processes.environment())
  .then(async (code) => {
    await stage.tools.close();
    process.exit(code);
  })
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  });
