import { join } from 'node:path';
import { shellWord } from '../git/repository.js';
import type { Config } from '../plan/schemas.js';
import type { Files } from '../platform/files.js';
import type { Ports } from '../platform/ports.js';
import type { Command } from '../platform/processes.js';
import type { ShellResult } from '../platform/shell.js';
import { runShell } from '../platform/shell.js';

export interface SetUpPlace {
  readonly folder: string;
  /** A folder for what the commands print. */
  readonly temporary: string;
  readonly env: Readonly<Record<string, string>>;
  readonly tag: string;
  readonly confine?: (command: Command) => Command;
}

/** How long a set-up command may take. */
export const setUpMinutes = 15;

/** The most that is read of what a set-up command printed. In bytes. */
const longestOutput = 256 * 1024;

/**
 * What git tracks is tested as it was committed: a copy never replaces a file of the checkout's own. The `.git` of a submodule stays
 * behind: it names a place that only the engineer's checkout has.
 */
async function copyMissing(files: Files, from: string, to: string): Promise<void> {
  const [source, present] = [await files.status(from), await files.status(to)];
  if (source === undefined) return;
  if (present === undefined) await files.copyTree(from, to);
  else if (source.kind === 'folder' && present.kind === 'folder') {
    for (const { name } of await files.list(from)) if (name !== '.git') await copyMissing(files, join(from, name), join(to, name));
  }
}

/**
 * Makes a fresh checkout usable: copies the named files that git does not track from the engineer's checkout, then runs the commands.
 * Returns the command that failed, or undefined. A named file that the engineer does not have is passed over. Services that a command
 * leaves in the background go on; they carry the place's tag, and end with what the place is for.
 */
export async function setUp(ports: Ports, setup: Config['setup'], checkout: string, place: SetUpPlace, stop?: AbortSignal): Promise<{ readonly command: string; readonly result: ShellResult } | undefined> {
  for (const path of setup.copy) {
    await copyMissing(ports.files, join(checkout, path), join(place.folder, path));
  }
  for (const [at, command] of setup.commands.entries()) {
    const result = await runCommand(ports, command, join(place.temporary, `sanctum-set-up-${String(at + 1)}.log`), place, stop);
    if (result.exitCode !== 0) return { command, result };
  }
  return undefined;
}

/** Into a file: a service that keeps its output open would hold back the reader of a pipe, and be ended by the reader's end. */
async function runCommand(ports: Ports, command: string, log: string, place: SetUpPlace, stop: AbortSignal | undefined): Promise<ShellResult> {
  await ports.files.makeFolder(place.temporary);
  const result = await runShell(
    ports,
    {
      command: `exec > ${shellWord(log)} 2>&1\n${command}`,
      cwd: place.folder,
      env: place.env,
      tag: place.tag,
      timeoutMilliseconds: setUpMinutes * 60_000,
      keepsBackground: true,
      ...(place.confine === undefined ? {} : { confine: place.confine }),
    },
    stop,
  );
  const printed = (await ports.files.readEnd(log, longestOutput)).toString('utf8');
  return { ...result, output: `${printed}${result.output}` };
}
