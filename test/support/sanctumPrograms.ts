import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import agentEntries from '../../scripts/agentEntries.json' with { type: 'json' };
import type { AgentPrograms } from '../../src/agents/agentPrograms.js';
import { agentProgramsIn } from '../../src/agents/agentPrograms.js';

const root = join(import.meta.dirname, '../..');

const entries = { cli: 'src/cli/main.ts', faulty: 'test/support/faultyMain.ts', ...agentEntries };

export type Programs = AgentPrograms & { readonly cli: string; readonly faulty: string };

let programs: Promise<Programs> | undefined;

/** The programs that are shipped, and `faulty`, the same command with a hand on its own plug. Made once in a test process. */
export function sanctumPrograms(): Promise<Programs> {
  programs ??= bundle();
  return programs;
}

async function bundle(): Promise<Programs> {
  const folder = mkdtempSync(join(tmpdir(), 'sanctum-programs-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const dist = join(folder, 'dist');
  mkdirSync(dist);
  symlinkSync(join(root, 'prompts'), join(folder, 'prompts'));
  await build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: dist,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
    define: { 'process.env.SANCTUM_VERSION': '"testing"', 'import.meta.url': 'importMetaUrl', 'import.meta.filename': '__filename', 'import.meta.dirname': '__dirname' },
    banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  });
  return { ...agentProgramsIn(dist), cli: join(dist, 'cli.cjs'), faulty: join(dist, 'faulty.cjs') };
}
