import { posix } from 'node:path';
import type { AgentPrograms } from '../agents/agentPrograms.js';
import { AgentKit } from '../agents/kit.js';
import { Runs } from '../agents/runs.js';
import { Engine, EngineElsewhere } from '../engine/engine.js';
import { EngineStopped } from '../engine/engineWriter.js';
import { initProject } from '../engine/init.js';
import { leasePath, planRef } from '../plan/paths.js';
import type { Log } from '../engine/log.js';
import type { Project } from '../engine/project.js';
import { openProject } from '../engine/project.js';
import { makeRepository } from '../git/makeRepository.js';
import { configSchema } from '../plan/schemas.js';
import type { Ports } from '../platform/ports.js';
import { agentProgram } from './agentProgram.js';
import { readFields } from '../plan/frontMatter.js';
import { Clone } from './clone.js';
import { Dice } from './dice.js';
import type { Disk } from './disk.js';
import { gateCommand, shellProgram } from './gateProgram.js';
import { gitProgram } from './git/gitProgram.js';
import { SimRepository } from './git/simRepository.js';
import { Life } from './life.js';
import type { SimProcess } from './machine.js';
import { SimMachine } from './machine.js';
import { approveCommands, OtherMachine } from './otherMachine.js';
import { foundAtStart } from './recovery.js';
import { Scheduler } from './scheduler.js';
import type { ProgramTable } from './simProcesses.js';
import { simPorts } from './simPorts.js';

/** The engineer's checkout in the simulation. */
export const repositoryFolder = '/home/engineer/project';
/** What git calls itself where it takes a push. */
export const receiver = 'git-receive-pack';
const environment = { PATH: '/usr/bin', HOME: '/home/engineer', TMPDIR: '/tmp', SANCTUM_HOME: '/home/engineer/.sanctum' };
/** So long after it was full a disk may be why an engine gives up. In milliseconds. */
const noRoomFelt = 10_000;
/** So long whoever was told that an engine runs elsewhere waits before the next try. In milliseconds. */
const patience = 60_000;
const programFolder = '/usr/lib/sanctum';
/** 2026-11-21T04:30:00Z. */
const began = 1_795_235_400_000;

const programs: AgentPrograms = {
  runner: `${programFolder}/runner`,
  mcp: `${programFolder}/mcp`,
  rehearsal: `${programFolder}/rehearsal`,
  acp: `${programFolder}/acp`,
  local: `${programFolder}/local`,
  typoi: `${programFolder}/typoi`,
};

/** What a simulation needs of the real world. */
export interface SimMeans {
  /** The shipped prompts, by their path below their folder. */
  readonly prompts: ReadonlyMap<string, string>;
  readonly settled: (next: () => void) => void;
}

/** Puts something else in the place of a process's ports: how a planted bug gets into a simulation. */
export type Plant = (ports: Ports, process: SimProcess) => Ports;

/** A machine with the engines that run on it. */
export interface Station {
  readonly machine: SimMachine;
  readonly engines: Set<SimProcess>;
}

/** One machine with the engineer's repository and its plan, another one that may see it as well, and one that may have a clone of it. */
export class World implements Station {
  readonly machine: SimMachine;
  /** Until when nobody starts an engine on the first machine. Virtual milliseconds since the epoch. */
  noEngineUntil = 0;
  private otherMachine: OtherMachine | undefined;
  private colleaguesClone: Clone | undefined;
  readonly scheduler: Scheduler;
  /** Lives as long as the simulation. */
  readonly ever = new Life();
  readonly engines = new Set<SimProcess>();
  /** What engines wrote into their logs. */
  readonly log: string[] = [];
  readonly table: ProgramTable;
  readonly environment = environment;
  /** What the engineer typed was refused, or went wrong. */
  readonly troubles: string[] = [];
  /** Engines that ended by themselves, and nothing had been done to them. */
  readonly falls: string[] = [];

  constructor(
    readonly seed: number,
    readonly means: SimMeans,
    private readonly plant: Plant = (ports) => ports,
  ) {
    this.scheduler = new Scheduler(new Dice(seed), means.settled, began);
    this.machine = new SimMachine(this.scheduler, new Dice(seed * 7 + 1));
    const agent = agentProgram(seed, () => this.table);
    this.table = ({ file, args }) => {
      if (file === 'git') return gitProgram;
      if (file === receiver) return (running) => running.exec({ ...running.command, file: 'git', args: ['receive-pack', ...args] });
      if (file === '/bin/sh') return shellProgram;
      if (args[0] === programs.runner) return agent;
      return undefined;
    };
    this.installOn(this.machine.disk);
  }

  installOn(disk: Disk): void {
    for (const [path, text] of this.means.prompts) disk.write(posix.join(programFolder, 'prompts', path), text, { synced: true });
    disk.write('/usr/bin/node', '', { synced: true, mode: 0o755 });
  }

  /** The other machine, if it was ever there. */
  get other(): OtherMachine | undefined {
    return this.otherMachine;
  }

  /** The other machine, which is there from now on. */
  takeIn(): OtherMachine {
    this.otherMachine ??= new OtherMachine(this, this.seed * 13 + 7);
    return this.otherMachine;
  }

  /** The colleague's clone, if there ever was one. */
  get clone(): Clone | undefined {
    return this.colleaguesClone;
  }

  /** The colleague's clone, which there is from now on. */
  takeClone(): Clone {
    this.colleaguesClone ??= new Clone(this, this.seed * 29 + 17);
    return this.colleaguesClone;
  }

  /** Lets a new process do something; what it throws is a trouble. */
  do(program: string, work: (ports: Ports, process: SimProcess) => Promise<void>, machine = this.machine): SimProcess {
    const process = machine.spawn(program, { cwd: repositoryFolder, env: environment });
    this.scheduler.schedule(process.life, `${String(process.pid)} begins: ${program}`, () => {
      void work(this.portsOf(process, machine), process)
        .catch((error: unknown) => {
          this.troubles.push(`${program}: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`);
        })
        .then(() => process.life.end());
    });
    return process;
  }

  /** As `do`, and lets the world go on until it is done. Throws what was thrown. */
  async doNow(program: string, work: (ports: Ports) => Promise<void>): Promise<void> {
    const end: { isDone: boolean; failure?: Error } = { isDone: false };
    this.do(program, async (ports) => {
      try {
        await work(ports);
      } catch (error) {
        end.failure = error instanceof Error ? error : new Error(String(error));
      }
      end.isDone = true;
    });
    await this.scheduler.run(() => end.isDone);
    if (end.failure !== undefined) throw end.failure;
    if (!end.isDone) throw new Error(`"${program}" never ended.`);
  }

  private portsOf(process: SimProcess, machine: SimMachine): Ports {
    return this.plant(simPorts(machine, process, this.table), process);
  }

  /** Makes the repository and its plan. */
  async begin(): Promise<void> {
    const shared = Array.from({ length: 24 }, (_, at) => (at === 0 ? 'ok' : `line ${String(at)}`)).join('\n');
    await this.doNow('init', async (ports) => {
      await makeRepository(ports, repositoryFolder, 'main', new Map([['README.txt', 'ok\n'], ['shared.txt', `${shared}\n`], ['src/main.txt', 'ok\n']]));
      const project = await openProject(ports, repositoryFolder);
      const { roles, endpoints } = configSchema.parse({ version: 1, branch: 'main', gate: { commands: [gateCommand] } });
      const request = { folder: repositoryFolder, gate: [gateCommand], setup: [], copy: [], branch: 'main', roles, sandbox: 'auto' as const, ...(endpoints === undefined ? {} : { endpoints }) };
      await initProject(project, request, { say: () => undefined, note: () => undefined, approve: () => Promise.resolve(true) });
      await project.close();
    });
  }

  /** Starts an engine in a process of its own; it works until somebody kills it, or another machine's takes the lease. */
  startEngine(station: Station = this, { takesOver = false } = {}): SimProcess {
    const { steps } = this.scheduler;
    const start = { step: steps, isOpen: false };
    const process = this.do('engine', async (ports, { pid }) => {
      try {
        await this.runEngine(station, ports, takesOver, () => {
          start.isOpen = true;
        });
        this.falls.push('an engine ended as if all were done');
      } catch (error) {
        if (!this.isOrdered(error, start, station, pid)) this.falls.push(`an engine fell over: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        throw error;
      }
    }, station.machine);
    station.engines.add(process);
    process.life.onEnd(() => station.engines.delete(process));
    return process;
  }

  /** Whether an engine may end so: another one is there, or a fault that was ordered has reached it. One git that dies must not end an engine that is at work. */
  private isOrdered(error: unknown, start: { readonly step: number; readonly isOpen: boolean }, { machine }: Station, pid: number): boolean {
    const { disk, gitStruckAt } = machine;
    if (error instanceof EngineElsewhere) {
      if (this.other !== undefined) this.noEngineUntil = this.scheduler.now + patience;
      return true;
    }
    if (error instanceof EngineStopped && this.other !== undefined && this.leaseHolder() !== pid) return true;
    const hadNoRoom = disk.isFull || this.machine.disk.isFull || machine.wallTime() - disk.refusedAt < noRoomFelt;
    return hadNoRoom || (!start.isOpen && gitStruckAt >= start.step);
  }

  /** The process that has the lease, as the plan says; each machine has numbers of its own for them. */
  private leaseHolder(): number | undefined {
    const repository = new SimRepository(this.machine.disk, { gitDir: `${repositoryFolder}/.git` });
    const id = repository.resolve(`${planRef}:${leasePath}`);
    return id === undefined ? undefined : (readFields(repository.store.expect(id, 'blob').toString('utf8')) as { readonly pid?: number }).pid;
  }

  private async runEngine({ machine, engines }: Station, ports: Ports, takeOver: boolean, onOpen: () => void): Promise<void> {
    const project = await openProject(ports, repositoryFolder);
    if (machine !== this.machine) await approveCommands(project);
    if (engines.size === 1) for (const row of foundAtStart(machine, project.place.commonDir, project.machine.id, (run) => project.folder.run(run))) machine.saw(`recovery: ${row}`);
    const runs = new Runs(ports, { execPath: '/usr/bin/node', programs, place: project.folder });
    const kit = new AgentKit(ports, { execPath: '/usr/bin/node', programs, promptFolder: `${programFolder}/prompts` });
    const log: Log = {
      write: (level, words) => {
        this.log.push(`${String(this.scheduler.now - began)} ${machine === this.machine ? '' : 'elsewhere '}${level} ${words}`);
      },
    };
    const engine = await Engine.open({ project, runs, kit, log, takeOver });
    onOpen();
    await engine.run(() => false, () => undefined);
  }

  /** The engineer does something with the plan. */
  order(work: (project: Project) => Promise<void>): void {
    this.do('engineer', async (ports) => {
      const project = await openProject(ports, repositoryFolder);
      await work(project);
      await project.close();
    });
  }
}
