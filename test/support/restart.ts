import assert from 'node:assert/strict';
import { shippedPrograms } from '../../src/agents/shippedPrograms.js';
import { errorWords } from '../../src/cli/errorWords.js';
import { runProgram } from '../../src/cli/program.js';
import type { EngineStage } from './engineStage.js';

export interface Spoken {
  readonly code: number;
  readonly output: string;
}

/** The `sanctum` command in this process, which costs no start of another one; what it came to. */
export async function sanctumHere(stage: EngineStage, args: readonly string[]): Promise<Spoken> {
  const lines: string[] = [];
  const { programs, repo } = stage;
  const kit = shippedPrograms(programs.cli);
  const context = { ports: repo.ports, kit, folder: repo.path, interactive: false, print: (line: string) => void lines.push(line), ask: () => Promise.resolve(false), onInterrupt: () => () => undefined };
  const code = await runProgram(args, 'testing', (json) => ({ ...context, json })).catch((error: unknown) => {
    const said = errorWords(error);
    lines.push(said.words);
    return said.code;
  });
  return { code, output: lines.join('\n') };
}

/** Lets a new engine recover and work until it is idle. Throws when that does not end well. */
export async function restarted(stage: EngineStage): Promise<void> {
  const { code, output } = await sanctumHere(stage, ['run', '--until-idle']);
  assert.equal(code, 0, output);
}
