import { cpus } from 'node:os';
import { nodePorts } from '../src/platform/ports.js';
import type { Ports } from '../src/platform/ports.js';
import { benchFolder } from './benchFolder.js';
import type { Figure } from './figure.js';
import { figureLine, isReached } from './figure.js';
import { plainGitText } from './plainGit.js';
import { planRead } from './planRead.js';
import { planTransition } from './planTransition.js';
import { report } from './report.js';
import { runner } from './runner.js';
import { ticketNull } from './ticketNull.js';
import { vsCodeWindow } from './vsCodeWindow.js';

type Benchmark = (ports: Ports, folder: string, report: (figure: Figure) => void) => Promise<void>;

const benchmarks: ReadonlyMap<string, Benchmark> = new Map([
  ['plan:transition', planTransition],
  ['plan:read', planRead],
  ['report', report],
  ['ticket:null', ticketNull],
  ['runner', runner],
  ['vscode', vsCodeWindow],
]);

async function main(args: readonly string[]): Promise<number> {
  const json = args.includes('--json');
  const wanted = args.filter((arg) => arg !== '--json');
  const unknown = wanted.find((name) => !benchmarks.has(name));
  if (unknown !== undefined) {
    process.stderr.write(`There is no benchmark "${unknown}". There are: ${[...benchmarks.keys()].join(', ')}; and the option --json.\n`);
    return 2;
  }
  const print = (line: string): void => {
    if (!json) process.stdout.write(`${line}\n`);
  };
  const folder = await benchFolder();
  const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${await plainGitText(['--version'], folder.path)}, Node ${process.version}, ${folder.fileSystem}`;
  const figures: Figure[] = [];
  print(`${machine}, in ${folder.path}`);
  try {
    for (const [name, benchmark] of benchmarks) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      await benchmark(nodePorts(), folder.path, (figure) => {
        figures.push(figure);
        print(figureLine(figure));
      });
    }
  } finally {
    await folder.dispose();
  }
  if (json) process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), machine, figures: figures.map((figure) => ({ ...figure, reached: isReached(figure) })) }, undefined, 2)}\n`);
  const missed = figures.filter((figure) => isReached(figure) === false);
  print(missed.length === 0 ? 'Every goal was reached.' : `Not reached: ${missed.map((figure) => `${figure.benchmark} ${figure.name}`).join('; ')}.`);
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
