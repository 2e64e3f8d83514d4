import { join } from 'node:path';
import { nextTurn } from '../../src/platform/nextTurn.js';
import { NodeFiles } from '../../src/platform/nodeFiles.js';
import { readPrompts } from '../../src/sim/prompts.js';
import type { SimMeans } from '../../src/sim/world.js';

/** What simulations need of this machine. */
export async function simMeans(): Promise<SimMeans> {
  return { prompts: await readPrompts(new NodeFiles(), join(import.meta.dirname, '../../prompts')), settled: nextTurn };
}
