import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

let program: Promise<string> | undefined;

/** The bundle of `lockStarter.ts`, made once in a test process: three of them must start at nearly the same moment. */
export function lockPrograms(): Promise<string> {
  program ??= bundle();
  return program;
}

async function bundle(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sanctum-programs-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, 'lockStarter.cjs');
  await build({ entryPoints: [join(import.meta.dirname, 'lockStarter.ts')], outfile, bundle: true, platform: 'node', target: 'node20', format: 'cjs', logLevel: 'warning' });
  return outfile;
}
