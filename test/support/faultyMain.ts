// The `sanctum` command as src/cli/main.ts makes it, but on a machine that fails as SANCTUM_TEST_FAULT (JSON) says.
import { errorWords } from '../../src/cli/errorWords.js';
import { runProgram } from '../../src/cli/program.js';
import { shippedPrograms } from '../../src/agents/shippedPrograms.js';
import type { Fault } from './faultyPorts.js';
import { faultyPorts } from './faultyPorts.js';

const text = process.env['SANCTUM_TEST_FAULT'];
const ports = faultyPorts(text === undefined ? undefined : (JSON.parse(text) as Fault));
const kit = shippedPrograms(process.argv[1] ?? '');
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

void runProgram(process.argv.slice(2), 'testing', (json) => ({
  ports,
  kit,
  folder: process.cwd(),
  json,
  interactive: false,
  print,
  ask: () => Promise.resolve(false),
  onInterrupt: () => () => undefined,
}))
  .catch((error: unknown) => {
    const { words, code } = errorWords(error);
    process.stderr.write(`sanctum: ${words}\n`);
    return code;
  })
  .then((code) => {
    process.exitCode = code;
  });
