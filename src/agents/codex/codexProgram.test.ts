import assert from 'node:assert/strict';
import { join } from 'node:path';
import { temporaryMachine } from '../../../test/support/repository.js';
import { findCodex } from './codexProgram.js';

/** What is found when SANCTUM_CODEX names one of these files. */
async function found(named: string, files: readonly string[]): Promise<unknown> {
  const machine = await temporaryMachine();
  try {
    for (const name of files) await machine.ports.files.write(join(machine.root, name), '');
    const processes = Object.assign(Object.create(machine.ports.processes) as typeof machine.ports.processes, { environment: () => ({ SANCTUM_CODEX: join(machine.root, named) }) });
    const program = await findCodex({ files: machine.ports.files, processes });
    return typeof program === 'string' ? program.slice(machine.root.length + 1) : program.unavailable.replace(machine.root, '');
  } finally {
    await machine.dispose();
  }
}

const launcher = 'lib/node_modules/@openai/codex/bin/codex.js';

describe('the program of codex', () => {
  it('is the native one of the package that the launcher belongs to, beside it or below it', async () => {
    const native = 'vendor/x86_64-unknown-linux-musl/bin/codex';
    const [beside, below] = [`lib/node_modules/@openai/codex-linux-x64/${native}`, `lib/node_modules/@openai/codex/node_modules/@openai/codex-linux-x64/${native}`];
    assert.deepEqual([await found(launcher, [launcher, beside]), await found(launcher, [launcher, below])], [beside, below]);
  });

  it('is the launcher itself where there is no other, and any program that the engineer names', async () => {
    assert.deepEqual([await found(launcher, [launcher]), await found('my-codex', ['my-codex'])], [launcher, 'my-codex']);
  });

  it('is missing in words that say how to get it', async () => {
    assert.match(String(await found('gone', [])), /^SANCTUM_CODEX names \/gone, and no file is there\. Install it with `npm install --global @openai\/codex`, or name/);
  });
});
