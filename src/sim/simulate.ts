import { writeCommand } from '../engine/orders/writeCommand.js';
import type { Snapshot, Ticket } from '../plan/snapshot.js';
import { add } from '../plan/transitions.js';
import { isoSeconds } from '../platform/clock.js';
import { tagVariable } from '../platform/processes.js';
import { Engineer } from './engineer.js';
import { fault } from './faults.js';
import type { MasterMoment } from './checkoutState.js';
import { changedInCheckout, removeLeftLocks, unintendedLandings, untestedLandings } from './checkoutState.js';
import { judge, unexplained } from './oracle.js';
import type { Scenario } from './scenario.js';
import { faultKinds } from './scenario.js';
import type { Plant, SimMeans } from './world.js';
import { repositoryFolder, World } from './world.js';

export interface SimResult {
  readonly seed: number;
  /** What is broken; none where all holds. */
  readonly broken: readonly string[];
  readonly steps: number;
  readonly faults: number;
  readonly landings: number;
  /** The same for the same seed. */
  readonly fingerprint: string;
  /** Every transition that the plan's history has. */
  readonly transitions: ReadonlySet<string>;
  /** How often what was done. */
  readonly sites: ReadonlyMap<string, number>;
  /** What engines logged and what happened last, for who looks into it. */
  readonly log: readonly string[];
  readonly recent: readonly string[];
}

export interface SimOptions {
  /** Stop after so many steps, whatever has become of it by then. */
  readonly until?: number | undefined;
  readonly plant?: Plant | undefined;
}

const tickets = 3;
/** How long all may take to come to an end once nothing goes wrong any more. In virtual milliseconds. */
const longestCalm = 45 * 60_000;
const supervision = 1000;
/** More steps than anything that comes to an end takes without the clock going on. */
const mostStill = 20_000;

/** Plays one scenario to its end, and says what it broke. */
export async function simulate(scenario: Scenario, means: SimMeans, options: SimOptions = {}): Promise<SimResult> {
  const world = new World(scenario.seed, means, options.plant);
  const play = new Play(world, scenario, options.until ?? Infinity);
  const broken = await play.run();
  const { scheduler, machine } = world;
  return { seed: scenario.seed, broken, steps: scheduler.steps, faults: play.faults, landings: play.landings, transitions: play.transitions, fingerprint: scheduler.fingerprint(), sites: machine.sites, log: world.log, recent: scheduler.recent };
}

/** Whether something must still become of a ticket; one that waits for a stuck one waits for the engineer. */
function isUnderWay(snapshot: Snapshot, { state, fields }: Ticket): boolean {
  if (state === 'in-progress') return true;
  if (state !== 'open') return false;
  return fields['depends-on'].every((id) => {
    const other = snapshot.tickets.get(id);
    return other === undefined || other.state === 'done' || isUnderWay(snapshot, other);
  });
}

/** What agents and gates started, and nobody is at any more. */
function leftProcesses({ machine: { processes } }: World, snapshot: Snapshot): readonly string[] {
  const runs = [...[...snapshot.tickets.values()].filter(({ state }) => state === 'in-progress'), ...snapshot.work.values()].flatMap(({ fields: { run } }) => run ?? []);
  return [...processes.values()].flatMap(({ pid, program, env }) => {
    const tag = env[tagVariable];
    return tag === undefined || runs.some((run) => tag.includes(run)) || tag.startsWith('lane:') ? [] : [`${program} ${String(pid)} is left of ${tag}`];
  });
}

class Play {
  faults = 0;
  landings = 0;
  transitions: ReadonlySet<string> = new Set();
  private readonly engineer: Engineer;
  private next = 0;
  private began = 0;
  private readonly broken: string[] = [];
  /** What master was, with the commit of the plan at that moment. */
  private readonly masters: MasterMoment[] = [];

  constructor(
    private readonly world: World,
    private readonly scenario: Scenario,
    private readonly until: number,
  ) {
    this.engineer = new Engineer(world);
  }

  async run(): Promise<readonly string[]> {
    const { world } = this;
    const { scheduler } = world;
    await world.begin();
    this.began = scheduler.steps;
    for (let number = 1; number <= tickets; number += 1) {
      world.order((project) => writeCommand(project, add({ title: `Part ${String(number)}`, body: 'Build it.', at: isoSeconds(project.ports.clock.now()) })).then(() => undefined));
    }
    world.startEngine();
    this.supervise();
    await scheduler.run(() => this.isOver() || this.next >= this.scenario.happenings.length);
    if (this.broken.length > 0 || this.isStopped()) return this.broken;
    await this.calmDown();
    return this.broken;
  }

  private isStopped(): boolean {
    return this.world.scheduler.steps >= this.until;
  }

  /** Between any two steps: the engineer's files and master are looked at, and what is due happens. */
  private isOver(): boolean {
    this.look();
    const { steps } = this.world.scheduler;
    for (let due = this.scenario.happenings[this.next]; due !== undefined && due.at <= steps - this.began; due = this.scenario.happenings[this.next]) {
      this.next += 1;
      this.world.scheduler.note(`happening ${due.kind}`);
      if (faultKinds.has(due.kind)) {
        this.faults += 1;
        fault(this.world, due);
      } else this.engineer.act(due);
    }
    return this.broken.length > 0 || this.isStopped();
  }

  private look(): void {
    const { disk } = this.world.machine;
    const touched = this.engineer.touched();
    if (touched !== undefined) this.broken.push(`the engineer's file ${touched} was changed`);
    this.broken.push(...this.world.falls.splice(0));
    const { steps, stillSince } = this.world.scheduler;
    if (steps - stillSince > mostStill) this.broken.push(`something is done over and over, without a pause: ${this.world.log.at(-1) ?? ''}`);
    const commit = disk.text(`${repositoryFolder}/.git/refs/heads/main`)?.trim() ?? '';
    if (commit === '' || commit === this.masters.at(-1)?.commit) return;
    this.masters.push({ commit, plan: disk.text(`${repositoryFolder}/.git/refs/heads/sanctum/plan`)?.trim() ?? '' });
  }

  /** Somebody who starts the engine again when it is gone. */
  private supervise(): void {
    const { scheduler, ever, engines } = this.world;
    const look = (): void => {
      if (engines.size === 0 && scheduler.now >= this.world.noEngineUntil) this.world.startEngine();
      scheduler.schedule(ever, 'supervisor', look, supervision);
    };
    scheduler.schedule(ever, 'supervisor', look, supervision);
  }

  /** Nothing goes wrong any more, and the engine is started anew: all must come to an end. */
  private async calmDown(): Promise<void> {
    const { world, engineer } = this;
    const { scheduler, machine } = world;
    machine.strikes.clear();
    machine.disk.isFull = false;
    machine.gitDelay = 0;
    // The other machine is gone for good, and whoever is at this one says so.
    world.other?.die('gone for good');
    await scheduler.run(() => this.isOver() || !machine.isAsleep);
    for (const process of [...world.engines]) machine.kill(process, 'the engine is started anew');
    world.noEngineUntil = 0;
    if (world.other !== undefined) world.startEngine(world, { takesOver: true });
    const since = scheduler.now;
    await scheduler.run(() => this.isOver() || world.clone?.isAtWork !== true || scheduler.now - since > longestCalm);
    if (world.clone?.isAtWork === true && scheduler.now - since > longestCalm) this.broken.push('the colleague does not get through with a push');
    for (let round = 0; ; round += 1) {
      engineer.mend();
      engineer.commit();
      world.order((project) => engineer.letGo(project));
      removeLeftLocks(world);
      const until = scheduler.now + Math.min(20_000 * (round + 1), 120_000);
      await scheduler.run(() => this.isOver() || scheduler.now >= until);
      if (this.broken.length > 0 || this.isStopped()) return;
      const { faults, snapshot, landings, transitions } = await judge(world);
      this.broken.push(...faults.filter((one) => !this.mayBeEngineers(one)), ...this.checkout(snapshot), ...untestedLandings(world, snapshot), ...unintendedLandings(world, this.masters), ...this.blamed());
      this.landings = landings;
      this.transitions = transitions;
      if (this.broken.length > 0) return;
      const left = await this.leftToDo(snapshot);
      if (left.length === 0) return;
      if (scheduler.now - since > longestCalm) {
        this.broken.push(`${left.join(', ')} and nothing happens: ${world.log.slice(-3).join(' / ')}; ${world.troubles.slice(-2).join(' / ')}`);
        return;
      }
    }
  }

  /** What must still come to an end; once nothing must, what nobody is told of, what goes on without anybody, and what is not to be seen of what was pushed: an engine that is still beginning has repaired nothing. */
  private async leftToDo(snapshot: Snapshot): Promise<readonly string[]> {
    const open = [...snapshot.tickets.values()].filter((ticket) => isUnderWay(snapshot, ticket));
    if (open.length > 0) return open.map(({ fields, state }) => `${fields.id} is ${state}`);
    return [...(await unexplained(this.world)), ...leftProcesses(this.world, snapshot), ...(this.world.clone?.missing(snapshot) ?? [])];
  }

  /** Runs that are held to have changed what is not theirs. No agent of the simulation does. */
  private blamed(): readonly string[] {
    const blamed = this.world.log.filter((line) => line.includes('The run was quarantined: ') && !line.includes('note of how your repository was'));
    return blamed.map((line) => `a run is held to have changed what is not its own: ${line}`);
  }

  /** Who saves a file in the moment of a landing changes what is compared before and after; the step-by-step look knows better. */
  private mayBeEngineers(broken: string): boolean {
    return broken.startsWith('invariant 9') && this.scenario.happenings.some(({ kind }) => kind === 'edit' || kind === 'stand in the way' || kind === 'commit');
  }

  /** What differs in the checkout from what is committed is the engineer's alone, but while a landing is on. */
  private checkout({ intent }: Snapshot): readonly string[] {
    const { world, engineer } = this;
    if (intent !== undefined || engineer.isCommitting) return [];
    return changedInCheckout(world).filter((path) => !engineer.own.has(path)).map((path) => `${path} differs in the checkout from what is committed, and is not the engineer's`);
  }
}
