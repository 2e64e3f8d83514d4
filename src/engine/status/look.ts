import { Runs } from '../../agents/runs.js';
import { isoSeconds } from '../../platform/clock.js';
import type { QueueContext } from '../../queue/context.js';
import { decide } from '../deciding/decide.js';
import type { Observation } from '../deciding/observe.js';
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

/** Sees a project without running its engine, again and again. Changes nothing. */
export class Onlooker {
  private readonly runs: Runs;
  private readonly observer: Observer;
  private context: { readonly branch: string; readonly queue: QueueContext } | undefined;

  constructor(private readonly project: Project) {
    this.runs = new Runs(project.ports, { execPath: '', programs: { runner: '' }, place: project.folder });
    this.observer = new Observer(project, this.runs);
  }

  /** The project as it is now, and what it was seen from. Throws NoPlanError. */
  async look(): Promise<{ readonly look: Look; readonly observation: Observation }> {
    const { ports, store, place } = this.project;
    const { commit, config } = await store.read();
    if (config !== undefined && this.context?.branch !== config.branch) this.context = { branch: config.branch, queue: await queueContext(this.project, config.branch) };
    const observation = await this.observer.observe(commit, config === undefined ? undefined : this.context?.queue);
    const engine = await lockHolder(ports, place.commonDir);
    const decision = decide(observation, new Map(), ports.clock.now());
    const waits = decision.actions.length > 0 && engine === undefined ? [{ words: 'there is work, and no engine runs — start one with \'sanctum run\'', engineer: true }, ...decision.waits] : decision.waits;
    return { look: { ...statusOf(observation, waits, []), engine, at: isoSeconds(ports.clock.now()) }, observation };
  }

  close(): void {
    this.runs.close();
  }
}

/** The state of a project for somebody who looks once. Changes nothing. Throws NoPlanError. */
export async function look(project: Project): Promise<Look> {
  const onlooker = new Onlooker(project);
  try {
    return (await onlooker.look()).look;
  } finally {
    onlooker.close();
  }
}
