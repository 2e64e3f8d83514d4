import { trustRequest, TrustStore } from '../engine/trust.js';
import type { Project } from '../engine/project.js';
import { isoSeconds } from '../platform/clock.js';
import { Dice } from './dice.js';
import { Disk } from './disk.js';
import { SimMachine } from './machine.js';
import type { SimProcess } from './machine.js';
import type { World } from './world.js';
import { repositoryFolder } from './world.js';

/** How far its clock may be from the first one's, at the most: less than a lease lives without a sign of life. In milliseconds. */
const mostClockError = 8 * 60_000;
/** How often somebody tries to run an engine there, while it is there. In milliseconds. */
const supervision = 60_000;
const firstPid = 50_000;

/**
 * Another machine that has the engineer's repository mounted under the same name. Its home, its temporary folder, its processes and its clock are its own: what an engine here
 * knows of one there is what the repository says of it.
 */
export class OtherMachine {
  readonly machine: SimMachine;
  readonly engines = new Set<SimProcess>();
  /** Whether somebody is at it. */
  private isThere = false;

  constructor(
    private readonly world: World,
    seed: number,
  ) {
    const { machine: first, scheduler } = world;
    const dice = new Dice(seed);
    const clockError = dice.below(2 * mostClockError) - mostClockError;
    const disk = new Disk(() => scheduler.now + clockError, first.disk);
    this.machine = new SimMachine(scheduler, dice, disk, first.sites, firstPid);
    this.machine.clockError = clockError;
    disk.mount(repositoryFolder);
    world.installOn(disk);
  }

  /** Somebody comes to it, and has an engine run there again and again; `takesOver`: by taking the lease from whoever seems to be alive. */
  come({ takesOver }: { readonly takesOver: boolean }): void {
    const { scheduler, ever } = this.world;
    if (takesOver && this.engines.size === 0) this.world.startEngine(this, { takesOver });
    if (this.isThere) return;
    this.isThere = true;
    const look = (): void => {
      if (!this.isThere) return;
      if (this.engines.size === 0) this.world.startEngine(this);
      scheduler.schedule(ever, 'supervisor of the other machine', look, supervision);
    };
    look();
  }

  /** It is gone, with all that ran on it; its disk stays. */
  die(why: string): void {
    this.isThere = false;
    for (const process of [...this.machine.processes.values()]) this.machine.kill(process, why);
  }
}

/** The engineer approves the plan's commands, as each machine asks once. */
export async function approveCommands({ repository, home, ports, place, store }: Project): Promise<void> {
  const { config } = await store.read();
  const master = await repository.refs.read('refs/heads/main');
  if (config === undefined || master === undefined) return;
  await new TrustStore(ports, home).approve(place.commonDir, await trustRequest(repository, config, master), isoSeconds(ports.clock.now()));
}
