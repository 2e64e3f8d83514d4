import { dirname, join } from 'node:path';
import type { KitOptions } from './kit.js';

/** Where the other bundles and the prompts lie, beside the one that runs. */
export function shippedPrograms(entry: string): KitOptions {
  const dist = dirname(entry);
  return {
    execPath: process.execPath,
    programs: { runner: join(dist, 'runner.cjs'), mcp: join(dist, 'mcp.cjs'), rehearsal: join(dist, 'rehearsal.cjs') },
    promptFolder: join(dirname(dist), 'prompts'),
  };
}
