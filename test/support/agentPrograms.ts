import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { build } from 'esbuild';
import entries from '../../scripts/agentEntries.json' with { type: 'json' };
import type { AgentPrograms } from '../../src/agents/agentPrograms.js';
import { agentProgramsIn } from '../../src/agents/agentPrograms.js';

const root = join(import.meta.dirname, '../..');

/** Stands in for the plan: a "repository" is a folder with one Markdown file for each document. */
const planOfFiles = `
  import { readFile } from 'node:fs/promises';
  import { join } from 'node:path';
  export function openPlanReading(ports, place) {
    const read = (name) => readFile(join(place.commonDir, name + '.md'), 'utf8');
    return { ticket: (id) => read(id), spec: () => read('spec'), area: (name) => read(name), areas: () => read('areas'), tickets: () => read('tickets'), decisions: () => read('decisions'), close: async () => {} };
  }
`;

let programs: Promise<AgentPrograms> | undefined;
let shipped: Promise<AgentPrograms> | undefined;

/** The bundles of the agents' room with a plan of plain files, made once in a test process; removed when it ends. */
export function agentPrograms(): Promise<AgentPrograms> {
  programs ??= bundle([
    {
      name: 'plan of files',
      setup: (context) => {
        context.onLoad({ filter: /[\\/]src[\\/]plan[\\/]planReading\.ts$/ }, () => ({ contents: planOfFiles, loader: 'js' }));
      },
    },
  ]);
  return programs;
}

/** The same bundles as they are shipped: they read the plan from git. */
export function shippedAgentPrograms(): Promise<AgentPrograms> {
  shipped ??= bundle([]);
  return shipped;
}

async function bundle(plugins: Plugin[]): Promise<AgentPrograms> {
  const folder = mkdtempSync(join(tmpdir(), 'sanctum-programs-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
    plugins,
  });
  return agentProgramsIn(folder);
}
