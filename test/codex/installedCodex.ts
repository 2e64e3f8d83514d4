import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

let launcher: string | undefined;

/** The launcher of the real codex, as npm installs it; fetched from the registry the first time, and once for each lockfile. */
export function installedCodex(): string {
  if (launcher === undefined) {
    const script = join(import.meta.dirname, '../../scripts/installCodex.mjs');
    const installed = spawnSync(process.execPath, [script], { encoding: 'utf8' });
    if (installed.status !== 0) throw new Error(`codex could not be installed.\n${installed.stdout}${installed.stderr}`);
    launcher = join(import.meta.dirname, 'node_modules/@openai/codex/bin/codex.js');
  }
  return launcher;
}
