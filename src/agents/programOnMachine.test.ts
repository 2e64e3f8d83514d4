import assert from 'node:assert/strict';
import { join } from 'node:path';
import { temporaryMachine } from '../../test/support/repository.js';
import { claudeProgram } from './claude/claudeProgram.js';
import { codexProgram } from './codex/codexProgram.js';
import type { ProgramSource } from './programOnMachine.js';
import { findProgram, ProgramVersions } from './programOnMachine.js';

/** What is found when the source's variable names one of these files. */
async function found(source: ProgramSource, named: string, files: readonly string[]): Promise<unknown> {
  const machine = await temporaryMachine();
  try {
    for (const name of files) await machine.ports.files.write(join(machine.root, name), '');
    const environment = { [source.variable]: join(machine.root, named) };
    const processes = Object.assign(Object.create(machine.ports.processes) as typeof machine.ports.processes, { environment: () => environment });
    const program = await findProgram({ files: machine.ports.files, processes }, source);
    return typeof program === 'string' ? program.slice(machine.root.length + 1) : program.unavailable.replace(machine.root, '');
  } finally {
    await machine.dispose();
  }
}

const modules = 'lib/node_modules';
const installed = [
  { source: codexProgram, package: '@openai/codex', launcher: 'bin/codex.js', native: '@openai/codex-linux-x64/vendor/x86_64-unknown-linux-musl/bin/codex' },
  { source: claudeProgram, package: '@anthropic-ai/claude-code', launcher: 'bin/claude.exe', native: '@anthropic-ai/claude-code-linux-x64/claude' },
];

for (const { source, package: own, launcher: file, native } of installed) {
  const launcher = `${modules}/${own}/${file}`;

  describe(`the program of ${source.name}`, () => {
    it('is the native one of the package that the launcher belongs to, beside it or below it', async () => {
      const [beside, below] = [`${modules}/${native}`, `${modules}/${own}/node_modules/${native}`];
      assert.deepEqual([await found(source, launcher, [launcher, beside]), await found(source, launcher, [launcher, below])], [beside, below]);
    });

    it('is the launcher itself where there is no other, and any program that the engineer names', async () => {
      assert.deepEqual([await found(source, launcher, [launcher]), await found(source, 'my-own', ['my-own'])], [launcher, 'my-own']);
    });

    it('is missing in words that say how to get it', async () => {
      const words = String(await found(source, 'gone', []));
      assert.ok(words.startsWith(`${source.variable} names /gone, and no file is there. Install it with \`npm install --global ${own}\`, or name`), words);
    });
  });
}

describe('the version of a program', () => {
  it('is asked for once as long as its file is the same; one that says none has none', async () => {
    const machine = await temporaryMachine();
    try {
      const { files, clock } = machine.ports;
      const [program, asked] = [join(machine.root, 'codex'), join(machine.root, 'asked')];
      const environment = { ...machine.ports.processes.environment(), [codexProgram.variable]: program };
      const processes = Object.assign(Object.create(machine.ports.processes) as typeof machine.ports.processes, { environment: () => environment });
      const versions = new ProgramVersions({ files, processes, clock });
      assert.equal(await versions.of(codexProgram), undefined);
      const write = (words: string): Promise<void> => files.write(program, `#!/bin/sh\necho asked >> ${asked}\n${words}\n`, 0o755);
      await write('echo codex-cli 1.22.333-beta.4');
      assert.deepEqual([await versions.of(codexProgram), await versions.of(codexProgram)], ['1.22.333-beta.4', '1.22.333-beta.4']);
      assert.equal((await files.read(asked)).toString('utf8'), 'asked\n');
      await write('echo no version; exit 0 # longer');
      assert.equal(await versions.of(codexProgram), undefined);
    } finally {
      await machine.dispose();
    }
  });
});
