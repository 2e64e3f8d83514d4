import { Dice } from './dice.js';
import type { Program } from './simProcesses.js';

/** The command that is the gate of a simulated repository. */
export const gateCommand = 'sim-gate';

/** What the gate finds of a tree: every file must begin with `ok`, none may be `bad`, and no two may clash. */
export function gateFinds(files: Iterable<readonly [path: string, text: string]>): string | undefined {
  const clashes = new Map<string, string>();
  for (const [path, text] of files) {
    if (!text.startsWith('ok')) return `${path} is no file of ours`;
    const lines = text.split('\n');
    if (lines.includes('bad')) return `${path} is bad`;
    for (const line of lines.filter((one) => one.startsWith('clash '))) {
      const other = clashes.get(line);
      if (other !== undefined) return `${path} and ${other} do not go together`;
      clashes.set(line, path);
    }
  }
  return undefined;
}

/** A shell: the landing's, which holds until it is told, or one that runs the gate. */
export const shellProgram: Program = async (running) => {
  const { args, cwd } = running.command;
  const held = args.indexOf('sanctum-landing');
  if (held >= 0) {
    const word = await running.input.line();
    if (word !== 'go') return 1;
    const [file = '', ...rest] = args.slice(held + 1);
    return running.exec({ ...running.command, file, args: rest });
  }
  if (args.at(-1) === 'true') return 0;
  const { machine } = running;
  // Now and then it takes so long that an engine which died meanwhile finds it at work.
  await running.pause(50 + machine.dice.below(machine.dice.chance(0.1) ? 5000 : 400));
  return running.step('gate: judge', cwd, () => {
    const files = [...machine.disk.filesBelow(cwd)].map(([path, node]) => [path, node.kind === 'file' ? node.data.toString('utf8') : 'ok'] as const);
    const flaky = files.filter(([, text]) => text.includes('\nflaky')).length;
    const found = gateFinds(files) ?? (flaky > 0 && new Dice(machine.dice.below(1 << 30)).chance(0.4) ? 'it failed by chance' : undefined);
    running.print(found === undefined ? '3 tests passed\n' : `FAILED: ${found}\n`);
    return found === undefined ? 0 : 1;
  });
};
