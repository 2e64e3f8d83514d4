import { acquireLock } from '../lock.js';
import type { Project } from '../project.js';

/** Another process is at the draft; the words say which. */
export class PlanningElsewhere extends Error {
  override readonly name = 'PlanningElsewhere';
}

/** Does something that only one process at a time may do to the draft; it needs no engine, and hinders none. Throws PlanningElsewhere. */
export async function underPlanningLock<T>(project: Project, command: 'run' | 'plan' | 'ask' | 'draft' | 'approve' | 'reject' | 'uninstall', work: () => Promise<T>): Promise<T> {
  const { ports, place } = project;
  const locked = await acquireLock(ports, place.commonDir, `sanctum ${command}, process ${String(ports.processes.own().pid)}`, 'planning');
  if ('holder' in locked) throw new PlanningElsewhere(`The draft of the spec is in other hands just now (${locked.holder}). Wait until it has ended, then try again.`);
  try {
    return await work();
  } finally {
    await locked.lock.release();
  }
}
