import { Runs } from '../../agents/runs.js';
import { isoSeconds } from '../../platform/clock.js';
import { decide } from '../deciding/decide.js';
import { lockHolder } from '../lock.js';
import { Observer } from '../observer.js';
import type { Project } from '../project.js';
import { queueContext } from '../project.js';
import type { Status } from './status.js';
import { statusOf } from './status.js';

export interface Look extends Status {
  /** Who runs the engine on this machine, or undefined when nobody does. */
  readonly engine: string | undefined;
  readonly at: string;
}

/** The state of a project for somebody who does not run its engine. Changes nothing. Throws NoPlanError. */
export async function look(project: Project): Promise<Look> {
  const { ports, store, folder, place } = project;
  const { commit, config } = await store.read();
  const runs = new Runs(ports, { execPath: '', programs: { runner: '' }, place: folder });
  try {
    const queue = config === undefined ? undefined : await queueContext(project, config.branch);
    const observation = await new Observer(project, runs).observe(commit, queue);
    const engine = await lockHolder(ports, place.commonDir);
    const decision = decide(observation, new Map(), ports.clock.now());
    const waits = decision.actions.length > 0 && engine === undefined ? [{ words: 'there is work, and no engine runs — start one with \'sanctum run\'', engineer: true }, ...decision.waits] : decision.waits;
    return { ...statusOf(observation, waits, []), engine, at: isoSeconds(ports.clock.now()) };
  } finally {
    runs.close();
  }
}
