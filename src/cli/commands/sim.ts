import { nextTurn } from '../../platform/nextTurn.js';
import { readPrompts } from '../../sim/prompts.js';
import type { Scenario } from '../../sim/scenario.js';
import { scenarioOf } from '../../sim/scenario.js';
import { shrink } from '../../sim/shrink.js';
import type { SimResult } from '../../sim/simulate.js';
import { simulate } from '../../sim/simulate.js';
import type { CommandContext } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import { UsageError } from '../usageError.js';

export interface SimCommandOptions {
  readonly seed: string;
  /** Over how many steps the faults are spread. */
  readonly steps: string;
  /** Stop after so many steps. */
  readonly until?: string;
  /** How many seeds, one after the other. */
  readonly count: string;
}

const mostTrials = 60;

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--${name} takes a whole number, not "${text}".`);
  return Number(text);
}

/** Plays seeds, each twice, and says what broke: with the list of what it takes. */
export async function sim(context: CommandContext, options: SimCommandOptions): Promise<ExitCode> {
  const { ports, kit, print } = context;
  const means = { prompts: await readPrompts(ports.files, kit.promptFolder), settled: nextTurn };
  const until = options.until === undefined ? undefined : wholeNumber('until', options.until);
  const [first, steps, count] = [wholeNumber('seed', options.seed), wholeNumber('steps', options.steps), wholeNumber('count', options.count)];
  const play = (scenario: Scenario): Promise<SimResult> => simulate(scenario, means, { until });
  let bad = 0;
  for (let seed = first; seed < first + count; seed += 1) {
    const scenario = scenarioOf(seed, steps);
    const result = await play(scenario);
    const again = await play(scenario);
    const broken = again.fingerprint === result.fingerprint ? result.broken : [...result.broken, `played again it went otherwise: ${result.fingerprint}, then ${again.fingerprint}`];
    if (context.json) print(JSON.stringify({ seed, steps: result.steps, faults: result.faults, landings: result.landings, trace: result.fingerprint, broken }));
    else print(`seed ${String(seed)}: ${String(result.steps)} steps, ${String(result.faults)} faults, ${String(result.landings)} landings, trace ${result.fingerprint}${broken.length === 0 ? '' : `\n  broken: ${broken.join('\n  broken: ')}`}`);
    if (until !== undefined && !context.json) print(result.recent.slice(-30).map((line) => `  ${line}`).join('\n'));
    if (broken.length === 0) continue;
    bad += 1;
    const shrunk = await shrink(scenario, async (smaller) => (await play(smaller)).broken.length > 0, mostTrials);
    if (!context.json) print(`  it takes: ${shrunk.happenings.map(({ at, kind }) => `${kind} at ${String(at)}`).join(', ')}\n  again: sanctum sim --seed ${String(seed)} --steps ${String(steps)}`);
  }
  return bad === 0 ? exitCodes.done : exitCodes.failed;
}
