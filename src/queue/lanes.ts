import { join } from 'node:path';
import type { Config } from '../plan/schemas.js';
import { sweep } from '../platform/processes.js';
import type { QueueContext } from './context.js';
import type { LanePlace } from './lanePlace.js';
import { discardLane, laneTags, makeLane, switchLane } from './lanePlace.js';
import { SetUpCache } from './setUpCache.js';

/** A lane to run one gate in. */
export interface Lane extends LanePlace {
  /** Which of the lanes that are in use at once this is, from 0. */
  readonly number: number;
  /** Whether what the set-up commands install is there already. */
  readonly isSetUp: boolean;
}

/** A lane that waits for a commit to be tested: nothing has run in it. */
interface Ready {
  readonly place: LanePlace;
  readonly commit: string;
  /** The set-up that it holds, by its key. */
  readonly key: string | undefined;
}

/** From so long on a checkout is made before it is needed. In milliseconds. */
const worthAhead = 150;

/**
 * The lanes of one engine. One is kept ready, with the branch checked out and with what its set-up installs: a candidate then costs the files in
 * which it differs. A lane in which a gate has run is never used again. Where a checkout takes no time, none is kept.
 */
export class Lanes {
  readonly cache: SetUpCache;
  private ready: Promise<Ready | undefined> | undefined;
  private readyFor: string | undefined;
  private readonly numbers = new Set<number>();
  private readonly names = new Set<string>();
  /** How long the making of a lane has taken at most. In milliseconds. */
  private slowestMake = 0;

  constructor(
    readonly context: QueueContext,
    /** How long a checkout must have taken for one to be kept ready. In milliseconds. */
    private readonly worth = worthAhead,
  ) {
    const { ports, repository, project } = context;
    this.cache = new SetUpCache(ports, repository, project.setUps);
  }

  /** The names of folders among the lanes that are in nobody's use: an engine that was killed left them. */
  async strays(): Promise<readonly string[]> {
    const { ports, project } = this.context;
    const found = await ports.files.list(project.lanes);
    return found.map(({ name }) => name).filter((name) => !this.names.has(name));
  }

  /** Ends what still runs in lanes of an engine that was killed, and removes them; returns how many processes there were. */
  async sweepStrays(): Promise<number> {
    const { ports, project } = this.context;
    let killed = 0;
    for (const name of await this.strays()) {
      killed += await sweep(ports.processes, `${laneTags(this.context)}${name}/`);
      await ports.files.removeTree(join(project.lanes, name));
    }
    return killed;
  }

  /** A pristine lane with `commit` checked out. */
  async take(setup: Config['setup'], commit: string): Promise<Lane> {
    const key = await this.cache.keyOf(setup, commit);
    const number = this.freeNumber();
    try {
      const { place, isSetUp } = (await this.fromReady(commit, key)) ?? (await this.make(setup, commit, key));
      return { ...place, number, isSetUp };
    } catch (error) {
      this.numbers.delete(number);
      throw error;
    }
  }

  /** Ends what runs in a lane, and the lane. */
  async giveBack(lane: Lane): Promise<void> {
    this.numbers.delete(lane.number);
    await this.discard(lane);
  }

  /** Has the next lane begun before it is asked for, from the branch as it is now. */
  keepReady(setup: Config['setup'], master: string): void {
    if (this.slowestMake < this.worth || (this.ready !== undefined && this.readyFor === master)) return;
    const before = this.ready;
    this.readyFor = master;
    this.ready = this.prepare(setup, master, before).catch(() => undefined);
  }

  /** Nothing is kept ready any more. */
  async close(): Promise<void> {
    const ready = await this.ready;
    this.ready = undefined;
    if (ready !== undefined) await this.discard(ready.place);
  }

  private async prepare(setup: Config['setup'], master: string, before: Promise<Ready | undefined> | undefined): Promise<Ready> {
    const outdated = await before;
    const key = await this.cache.keyOf(setup, master);
    if (outdated !== undefined && outdated.key === key) {
      await this.switch(outdated.place, master);
      return { ...outdated, commit: master };
    }
    if (outdated !== undefined) await this.discard(outdated.place);
    const { place, isSetUp } = await this.make(setup, master, key);
    return { place, commit: master, key: isSetUp ? key : undefined };
  }

  private async fromReady(commit: string, key: string | undefined): Promise<{ readonly place: LanePlace; readonly isSetUp: boolean } | undefined> {
    const taken = this.ready;
    this.ready = undefined;
    const ready = await taken;
    if (ready === undefined) return undefined;
    if (ready.key !== undefined && ready.key !== key) {
      await this.discard(ready.place);
      return undefined;
    }
    if (ready.commit !== commit) await this.switch(ready.place, commit);
    return { place: ready.place, isSetUp: ready.key !== undefined };
  }

  private async switch(place: LanePlace, commit: string): Promise<void> {
    try {
      await switchLane(this.context, place, commit);
    } catch (error) {
      await this.discard(place);
      throw error;
    }
  }

  private async make(setup: Config['setup'], commit: string, key: string | undefined): Promise<{ readonly place: LanePlace; readonly isSetUp: boolean }> {
    const { clock } = this.context.ports;
    const began = clock.monotonic();
    const name = this.context.ports.random.hex(8);
    this.names.add(name);
    const unmade = { path: join(this.context.project.lanes, name), tag: `${laneTags(this.context)}${name}`, name };
    try {
      const place = await makeLane(this.context, name, commit);
      const isSetUp = key !== undefined && (await this.cache.restore(key, setup, place.folder));
      this.slowestMake = Math.max(this.slowestMake, clock.monotonic() - began);
      return { place, isSetUp };
    } catch (error) {
      await this.discard(unmade);
      throw error;
    }
  }

  private async discard(place: Pick<LanePlace, 'name' | 'path' | 'tag'>): Promise<void> {
    await discardLane(this.context, place);
    this.names.delete(place.name);
  }

  private freeNumber(): number {
    let number = 0;
    while (this.numbers.has(number)) number += 1;
    this.numbers.add(number);
    return number;
  }
}
