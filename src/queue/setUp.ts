import { join } from 'node:path';
import type { Config } from '../plan/schemas.js';
import type { Files } from '../platform/files.js';
import type { Ports } from '../platform/ports.js';
import type { Command } from '../platform/processes.js';
import type { ShellResult } from '../platform/shell.js';
import { runShell } from '../platform/shell.js';

export interface SetUpPlace {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly tag: string;
  readonly confine?: (command: Command) => Command;
}

const setUpMinutes = 15;

/** What git tracks is tested as it was committed: a copy never replaces a file of the checkout's own. */
async function copyMissing(files: Files, from: string, to: string): Promise<void> {
  const [source, present] = [await files.status(from), await files.status(to)];
  if (source === undefined) return;
  if (present === undefined) await files.copyTree(from, to);
  else if (source.kind === 'folder' && present.kind === 'folder') {
    for (const { name } of await files.list(from)) await copyMissing(files, join(from, name), join(to, name));
  }
}

/**
 * Makes a fresh checkout usable: copies the named files that git does not track from the engineer's checkout, then runs the commands.
 * Returns the command that failed, or undefined. A named file that the engineer does not have is passed over.
 */
export async function setUp(ports: Ports, setup: Config['setup'], checkout: string, place: SetUpPlace, stop?: AbortSignal): Promise<{ readonly command: string; readonly result: ShellResult } | undefined> {
  for (const path of setup.copy) {
    await copyMissing(ports.files, join(checkout, path), join(place.folder, path));
  }
  for (const command of setup.commands) {
    const confined = place.confine === undefined ? {} : { confine: place.confine };
    const request = { command, cwd: place.folder, env: place.env, tag: place.tag, timeoutMilliseconds: setUpMinutes * 60_000, ...confined };
    const result = await runShell(ports, request, stop);
    if (result.exitCode !== 0) return { command, result };
  }
  return undefined;
}
