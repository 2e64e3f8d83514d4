import assert from 'node:assert/strict';
import { join } from 'node:path';
import { temporaryMachine } from '../../../test/support/repository.js';
import { findClaude } from './claudeProgram.js';

/** What is found when SANCTUM_CLAUDE names one of these files. */
async function found(named: string, files: readonly string[]): Promise<unknown> {
  const machine = await temporaryMachine();
  try {
    for (const name of files) await machine.ports.files.write(join(machine.root, name), '');
    const processes = Object.assign(Object.create(machine.ports.processes) as typeof machine.ports.processes, { environment: () => ({ SANCTUM_CLAUDE: join(machine.root, named) }) });
    const program = await findClaude({ files: machine.ports.files, processes });
    return typeof program === 'string' ? program.slice(machine.root.length + 1) : program.unavailable.replace(machine.root, '');
  } finally {
    await machine.dispose();
  }
}

const modules = 'lib/node_modules/@anthropic-ai';
const launcher = `${modules}/claude-code/bin/claude.exe`;

describe('the program of Claude Code', () => {
  it('is that of the platform’s package, beside the launcher’s or below it, also where npm was not let make a launcher of it', async () => {
    const [beside, below] = [`${modules}/claude-code-linux-x64/claude`, `${modules}/claude-code/node_modules/@anthropic-ai/claude-code-linux-x64/claude`];
    assert.deepEqual([await found(launcher, [launcher, beside]), await found(launcher, [launcher, below])], [beside, below]);
  });

  it('is the launcher itself where there is no other, and any program that the engineer names', async () => {
    assert.deepEqual([await found(launcher, [launcher]), await found('my-claude', ['my-claude'])], [launcher, 'my-claude']);
  });

  it('is missing in words that say how to get it', async () => {
    assert.match(String(await found('gone', [])), /^SANCTUM_CLAUDE names \/gone, and no file is there\. Install it with `npm install --global @anthropic-ai\/claude-code`, or name/);
  });
});
