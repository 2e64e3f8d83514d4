import type { Dice } from './dice.js';
import { Disk } from './disk.js';
import { Life, never } from './life.js';
import type { Scheduler } from './scheduler.js';
import type { Site } from './sites.js';

/** A process of the simulated machine. */
export interface SimProcess {
  readonly pid: number;
  readonly startTime: string;
  readonly life: Life;
  /** What it runs, by its base name. */
  readonly program: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** The id of the process that leads its group. */
  readonly group: number;
  /** Called by whoever may stop it from outside before it is dead. */
  onTerminate: (() => void) | undefined;
}

const ownGits: ReadonlySet<string> = new Set(['git', 'sh']);

/** When a process is struck down, as its next calls come. */
export type Strike = (process: SimProcess, site: Site) => 'before' | 'after' | undefined;

/** One machine: a disk, processes, and the clock. What a process does to it goes through `call`. */
export class SimMachine {
  readonly disk: Disk;
  readonly processes = new Map<number, SimProcess>();
  /** Sockets that listen, by their inode. */
  readonly listeners = new Map<bigint, { readonly life: Life; readonly accept: (connection: SocketEnd) => SocketEnd }>();
  private readonly watchers = new Map<string, Set<() => void>>();
  /** What is to strike somebody down; each is taken out by itself when it has. */
  readonly strikes = new Set<Strike>();
  /** How long a step of a git may take, at the most. In milliseconds. */
  gitDelay = 0;
  /** The last step at which a git was struck down that somebody on this machine had started, also as what a shell has become. */
  gitStruckAt = -1;
  /** How far the wall clock is from the time that really passed. In milliseconds. */
  clockError = 0;
  /** Until when it is asleep, while others go on. Virtual milliseconds since the epoch. */
  private sleepsUntil = 0;

  constructor(
    readonly scheduler: Scheduler,
    readonly dice: Dice,
    disk?: Disk,
    /** How often what was done, by name: to see what a simulation reaches. */
    readonly sites = new Map<string, number>(),
    /** The number before its first process's. */
    private pids = 100,
  ) {
    this.disk = disk ?? new Disk(() => this.wallTime());
  }

  wallTime(): number {
    return this.scheduler.now + this.clockError;
  }

  get isAsleep(): boolean {
    return this.sleepsUntil > this.scheduler.now;
  }

  /** Nothing happens on it for so long; then all goes on as if nothing had been. In milliseconds. */
  sleep(duration: number): void {
    this.sleepsUntil = this.scheduler.now + duration;
    for (const { life } of this.processes.values()) life.sleepsUntil = this.sleepsUntil;
  }

  spawn(program: string, { cwd, env, group }: { readonly cwd: string; readonly env: Readonly<Record<string, string>>; readonly group?: number }): SimProcess {
    this.pids += 1;
    const pid = this.pids;
    const process: SimProcess = { pid, startTime: String(this.scheduler.now), life: new Life(), program, cwd, env, group: group ?? pid, onTerminate: undefined };
    process.life.sleepsUntil = this.sleepsUntil;
    this.processes.set(pid, process);
    process.life.onEnd(() => this.processes.delete(pid));
    return process;
  }

  /** What a process asks of the system, as one step: it may die before or after. */
  async call<T>(process: SimProcess, site: Site, about: string, action: () => T): Promise<T> {
    const delay = this.gitDelay > 0 && site.startsWith('git: ') ? this.dice.below(this.gitDelay) : 0;
    await this.scheduler.turn(process.life, `${String(process.pid)} ${site} ${about}`, delay);
    this.saw(site);
    const strike = this.struck(process, site);
    if (strike !== undefined && site.startsWith('git: ') && ownGits.has(process.program)) this.gitStruckAt = this.scheduler.steps;
    if (strike === 'before') {
      this.kill(process, `${site} before`);
      return never();
    }
    const result = action();
    if (strike === 'after') {
      this.kill(process, `${site} after`);
      return never();
    }
    return result;
  }

  private struck(process: SimProcess, site: Site): ReturnType<Strike> {
    for (const strike of this.strikes) {
      const side = strike(process, site);
      if (side !== undefined) return side;
    }
    return undefined;
  }

  kill(process: SimProcess, why: string): void {
    if (process.life.isOver) return;
    this.scheduler.note(`${String(process.pid)} ${process.program} dies: ${why}`);
    process.life.end();
  }

  saw(site: string): void {
    this.sites.set(site, (this.sites.get(site) ?? 0) + 1);
  }

  watch(folder: string, listener: () => void): () => void {
    const listeners = this.watchers.get(folder) ?? new Set();
    listeners.add(listener);
    this.watchers.set(folder, listeners);
    return () => listeners.delete(listener);
  }

  /** Tells who watches the folder of a path that something changed there. */
  changed(path: string): void {
    const folder = path.slice(0, path.lastIndexOf('/'));
    for (const listener of this.watchers.get(folder) ?? []) listener();
  }
}

/** One end of a connection, as the other end has it. */
export interface SocketEnd {
  take(message: unknown): void;
  close(): void;
}
