import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installedBubblewrap, installedCodex } from '../installedClis.js';

/** Whether codex's own sandbox works on this machine. */
export function codexConfines(): boolean {
  const home = mkdtempSync(join(tmpdir(), 'sanctum-codex-'));
  const temporary = join(home, 'tmp');
  mkdirSync(temporary);
  try {
    return spawnSync(installedCodex(), ['sandbox', '--', 'true'], { env: { ...process.env, CODEX_HOME: home, TMPDIR: temporary } }).status === 0;
  } finally {
    rmSync(home, { recursive: true });
  }
}

/** A folder with a bubblewrap as some systems have it, which knows no `--argv0`; it is removed when the tests end. */
export function olderBubblewrap(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sanctum-bubblewrap-'));
  process.once('exit', () => rmSync(folder, { recursive: true }));
  const real = join(installedBubblewrap(), 'bwrap');
  writeFileSync(join(folder, 'bwrap'), `#!/bin/sh\ncase " $* " in *" --help "*) ${real} --help | grep -v argv0;; *" --argv0 "*) exit 2;; *) exec ${real} "$@";; esac\n`, { mode: 0o755 });
  return folder;
}
