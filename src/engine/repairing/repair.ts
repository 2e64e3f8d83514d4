import { isoSeconds } from '../../platform/clock.js';
import { EngineElsewhere } from '../engine.js';
import { acquireLock } from '../lock.js';
import type { Project } from '../project.js';
import { abandonedLocks } from './abandonedLocks.js';
import { brokenRefs } from './brokenRefs.js';
import { emptyObjects } from './emptyObjects.js';
import type { Fault } from './fault.js';
import { Keeping } from './keeping.js';
import { lostPlan } from './lostPlan.js';
import { missingWorktrees } from './missingWorktrees.js';
import { snapshotsRepository } from './snapshotsRepository.js';
import { unreadableDocuments } from './unreadableDocuments.js';

/** In this order: what is looked for later is read by means of what was looked for before. */
const stages: readonly ((project: Project) => Promise<readonly Fault[]>)[] = [(project) => abandonedLocks(project), emptyObjects, brokenRefs, snapshotsRepository, lostPlan, unreadableDocuments, missingWorktrees];

/** What is wrong that a restart does not settle. What cannot be looked at because of a fault before it is left for the next look. Changes nothing. */
export async function findFaults(project: Project): Promise<readonly Fault[]> {
  const faults: Fault[] = [];
  for (const stage of stages) {
    try {
      faults.push(...(await stage(project)));
    } catch (error) {
      if (faults.length === 0) throw error;
      return faults;
    }
  }
  return faults;
}

/**
 * Mends all of it, a kind after the other, and says what was done, a sentence each. Keeps whatever it replaces: in Sanctum's home, in the plan's history or below
 * `refs/sanctum/rescued/`. Throws EngineElsewhere while an engine runs.
 */
export async function repairFaults(project: Project): Promise<readonly string[]> {
  const { ports, place } = project;
  const locked = await acquireLock(ports, place.commonDir, `a repair, process ${String(ports.processes.own().pid)}`);
  if ('holder' in locked) throw new EngineElsewhere(`An engine runs this repository (${locked.holder}). End it first; then: sanctum doctor --repair`);
  try {
    const keeping = new Keeping(project, isoSeconds(ports.clock.now()));
    const done: string[] = [];
    for (const stage of stages) {
      for (const { words, would, repair } of await stage(project)) done.push(repair === undefined ? `${words} It ${would}.` : await repair(keeping));
    }
    return done;
  } finally {
    await locked.lock.release();
  }
}
