import { nodePorts } from '../../platform/ports.js';
import { attemptVariable, ticketVariable } from '../environment.js';
import { emit, play } from './player.js';
import type { Stage } from './player.js';
import type { Scenario } from './scenario.js';
import { defaultScenario, parseScenario, rehearsalBlock, ScenarioError, stepsOf, titleOf } from './scenario.js';
import { McpToolClient } from './toolClient.js';

/** The agent that plays a scenario: `rehearsal.cjs [--scenario <file>]`, the prompt on stdin. Returns the exit code. */
async function main(stage: Stage, args: readonly string[], environment: Readonly<Record<string, string>>): Promise<number> {
  const prompt = await readPrompt();
  const ticket = environment[ticketVariable] ?? '';
  const attempt = Number(environment[attemptVariable] ?? '1');
  await emit(stage, { type: 'started', ticket, attempt, promptCharacters: prompt.length });
  try {
    const scenario = await findScenario(stage, args, ticket);
    return await play(stage, stepsOf(scenario, attempt));
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    await emit(stage, { type: 'error', text: error.message });
    return 1;
  }
}

/** From the file that was named, else from the ticket, else the default one. */
async function findScenario(stage: Stage, args: readonly string[], ticket: string): Promise<Scenario> {
  if (args.length > 0) {
    const [option, file] = args;
    if (option !== '--scenario' || file === undefined || args.length > 2) throw new ScenarioError('Usage: rehearsal [--scenario <file>]');
    const text = await stage.files.readIfThere(file);
    if (text === undefined) throw new ScenarioError(`There is no scenario file ${file}.`);
    const scenario = parseScenario(text.toString('utf8'), ticket);
    if (scenario !== undefined) return scenario;
  }
  const { accepted, text } = await stage.tools.call('read_plan', { document: 'ticket' });
  if (!accepted) throw new ScenarioError(`The ticket cannot be read: ${text}`);
  const block = rehearsalBlock(text);
  const own = block === undefined ? undefined : parseScenario(block, ticket);
  return own ?? defaultScenario(titleOf(text) ?? `Ticket ${ticket}`);
}

async function readPrompt(): Promise<string> {
  process.stdin.setEncoding('utf8');
  let prompt = '';
  for await (const chunk of process.stdin) prompt += String(chunk);
  return prompt;
}

function makeStage(): Stage {
  const { clock, files, processes } = nodePorts();
  return {
    clock,
    files,
    processes,
    tools: new McpToolClient(processes.environment()),
    worktree: process.cwd(),
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
