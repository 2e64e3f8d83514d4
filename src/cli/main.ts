import { createInterface } from 'node:readline/promises';
import { nodePorts } from '../platform/ports.js';
import { errorWords } from './errorWords.js';
import { runProgram } from './program.js';
import { shippedPrograms } from '../agents/shippedPrograms.js';

/** Ctrl-C once asks whoever registered to stop cleanly; twice ends at once. */
function interrupts(): (action: () => void) => () => void {
  const actions = new Set<() => void>();
  let interrupted = false;
  const onSignal = (): void => {
    if (interrupted || actions.size === 0) process.exit(130);
    interrupted = true;
    for (const action of actions) action();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return (action) => {
    actions.add(action);
    return () => actions.delete(action);
  };
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

async function ask(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(?:es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
}

async function main(): Promise<number> {
  const ports = nodePorts();
  const kit = shippedPrograms(await ports.files.realPath(process.argv[1] ?? ''));
  const onInterrupt = interrupts();
  const interactive = process.stdin.isTTY && process.stdout.isTTY;
  // A reader that has seen enough (`| head`) closes the pipe; the engine's work does not depend on its being read.
  process.stdout.on('error', ignoreClosedPipe);
  process.stderr.on('error', ignoreClosedPipe);
  const print = (text: string): void => {
    process.stdout.write(`${text}\n`);
  };
  try {
    return await runProgram(process.argv.slice(2), process.env.SANCTUM_VERSION ?? 'development', (json) => ({
      ports,
      kit,
      folder: process.cwd(),
      json,
      interactive: interactive && !json,
      print,
      ask,
      onInterrupt,
    }));
  } catch (error) {
    const { words, code } = errorWords(error);
    process.stderr.write(`sanctum: ${words}\n`);
    return code;
  }
}

void main().then((code) => {
  process.exitCode = code;
});
