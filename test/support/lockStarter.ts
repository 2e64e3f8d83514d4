// Tries to take the engine's lock of a repository when it is told `go`: `lockStarter <repository> <name>`. Keeps it until it is ended.
import { createInterface } from 'node:readline';
import type { EngineLock } from '../../src/engine/lock.js';
import { acquireLock } from '../../src/engine/lock.js';
import { nodePorts } from '../../src/platform/ports.js';

const [repository = '', name = ''] = process.argv.slice(2);
let lock: EngineLock | undefined;

async function obey(order: string): Promise<string> {
  if (order === 'held?') return String(await lock?.stillHeld());
  if (order === 'release') {
    await lock?.release();
    lock = undefined;
    return 'released';
  }
  const taken = await acquireLock(nodePorts(), repository, name);
  if ('holder' in taken) return `holder: ${taken.holder}`;
  lock = taken.lock;
  return 'held';
}

createInterface({ input: process.stdin }).on('line', (order) => {
  void obey(order)
    .catch((error: unknown) => `error: ${String(error)}`)
    .then((answer) => process.stdout.write(`${answer}\n`));
});
process.stdout.write('ready\n');
