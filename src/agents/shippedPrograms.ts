import { dirname, join } from 'node:path';
import { agentProgramsIn } from './agentPrograms.js';
import type { KitOptions } from './kit.js';

/** Where the other bundles and the prompts lie, beside the one that runs. */
export function shippedPrograms(entry: string): KitOptions {
  const dist = dirname(entry);
  return {
    execPath: process.execPath,
    programs: agentProgramsIn(dist),
    promptFolder: join(dirname(dist), 'prompts'),
  };
}
