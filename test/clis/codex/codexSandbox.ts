import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installedCodex } from '../installedClis.js';

/** Whether codex's own sandbox works on this machine. */
export function codexConfines(): boolean {
  const home = mkdtempSync(join(tmpdir(), 'sanctum-codex-'));
  try {
    return spawnSync(installedCodex(), ['sandbox', '--', 'true'], { env: { ...process.env, CODEX_HOME: home } }).status === 0;
  } finally {
    rmSync(home, { recursive: true });
  }
}
