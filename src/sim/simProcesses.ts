import { posix } from 'node:path';
import type { Child, Command, Completed, Ended, MachineSize, Processes, ProcessIdentity } from '../platform/processes.js';
import { tagVariable } from '../platform/processes.js';
import type { SimMachine, SimProcess } from './machine.js';
import { Pipe } from './pipe.js';
import type { Site } from './sites.js';

type Signal = 'SIGINT' | 'SIGTERM' | 'SIGKILL';

/** What a simulated program works with. */
export interface Running {
  readonly machine: SimMachine;
  readonly process: SimProcess;
  readonly command: Command;
  readonly input: Pipe;
  print(data: string | Uint8Array): void;
  printError(text: string): void;
  /** One step of it: it may die before or after. */
  step<T>(site: Site, about: string, action: () => T): Promise<T>;
  /** Virtual time passes. In milliseconds. */
  pause(milliseconds: number): Promise<void>;
  /** Goes on as another program, as `exec` does. */
  exec(command: Command): Promise<number>;
}

/** A program: resolves to its exit code. */
export type Program = (running: Running) => Promise<number>;

/** Finds what a command runs; undefined where there is no such program. */
export type ProgramTable = (command: Command) => Program | undefined;

/** The exit code of a program that met what it did not expect, such as a full disk. */
const crashed = 70;

class SimChild implements Child {
  readonly identity: ProcessIdentity | undefined;
  readonly exited: Promise<Ended>;
  readonly ended: Promise<Ended>;
  private readonly input = new Pipe();
  private readonly outputs: ((chunk: Buffer) => void)[] = [];
  private readonly errorOutputs: ((chunk: Buffer) => void)[] = [];
  private killedBy: Signal | undefined;

  constructor(
    private readonly machine: SimMachine,
    private readonly parent: SimProcess,
    private readonly process: SimProcess | undefined,
    command: Command,
    program: Program | undefined,
    programs: ProgramTable,
  ) {
    this.identity = process === undefined ? undefined : { pid: process.pid, startTime: process.startTime };
    let resolve: (ended: Ended) => void = () => undefined;
    this.exited = new Promise<Ended>((settle) => {
      resolve = settle;
    });
    this.ended = this.exited;
    if (process === undefined || program === undefined) {
      this.tell(() => resolve({ exitCode: undefined, signal: undefined, startError: `spawn ${command.file} ENOENT` }));
      return;
    }
    // A parent that dies closes the pipe; the child goes on with what it is at.
    parent.life.onEnd(() => this.endInput());
    let exitCode: number | undefined;
    process.life.onEnd(() => {
      this.tell(() => resolve({ exitCode, signal: exitCode === undefined ? (this.killedBy ?? 'SIGKILL') : undefined, startError: undefined }));
    });
    const running = runningOf(machine, process, command, this.input, programs, {
      print: (chunk) => this.tell(() => this.outputs.forEach((listener) => listener(chunk))),
      printError: (chunk) => this.tell(() => this.errorOutputs.forEach((listener) => listener(chunk))),
    });
    machine.scheduler.schedule(process.life, `${String(process.pid)} begins: ${process.program}`, () => {
      void program(running).catch(() => crashed).then((code) => {
        exitCode = code;
        process.life.end();
      });
    });
  }

  write(data: string | Uint8Array): void {
    if (this.process === undefined) return;
    this.input.wrote(Buffer.from(data));
    this.machine.scheduler.schedule(this.process.life, `${String(this.process.pid)} is told`, () => this.input.take());
  }

  endInput(): void {
    if (this.process === undefined) return;
    // Behind what was written before: a task of its own could come first.
    const { process } = this;
    this.input.endAfterWrites(() => this.machine.scheduler.turn(process.life, `${String(process.pid)} hears no more`));
  }

  onOutput(listener: (chunk: Buffer) => void): void {
    this.outputs.push(listener);
  }

  onErrorOutput(listener: (chunk: Buffer) => void): void {
    this.errorOutputs.push(listener);
  }

  pauseOutput(): void {
    // A simulated pipe is never full.
  }

  resumeOutput(): void {
    // A simulated pipe is never full.
  }

  kill(signal: Signal): void {
    if (this.process !== undefined) this.strike(this.process, signal);
  }

  killGroup(signal: Signal): void {
    for (const one of [...this.machine.processes.values()]) if (one.group === this.process?.pid) this.strike(one, signal);
  }

  private strike(process: SimProcess, signal: Signal): void {
    this.killedBy ??= signal;
    signalTo(this.machine, process, signal);
  }

  /** What the parent hears, in order. */
  private told: Promise<void> = Promise.resolve();
  private tell(action: () => void): void {
    this.told = this.told.then(() => this.machine.scheduler.turn(this.parent.life, `${String(this.parent.pid)} hears of ${String(this.process?.pid)}`)).then(action);
  }
}

function signalTo(machine: SimMachine, process: SimProcess, signal: Signal): void {
  if (signal !== 'SIGKILL' && process.onTerminate !== undefined) process.onTerminate();
  else machine.kill(process, signal);
}

function runningOf(
  machine: SimMachine,
  process: SimProcess,
  command: Command,
  input: Pipe,
  programs: ProgramTable,
  streams: { readonly print: (chunk: Buffer) => void; readonly printError: (chunk: Buffer) => void },
): Running {
  return {
    machine,
    process,
    command,
    input,
    print: (data) => streams.print(Buffer.from(data)),
    printError: (text) => streams.printError(Buffer.from(text)),
    step: (site, about, action) => machine.call(process, site, about, action),
    pause: (milliseconds) => machine.scheduler.turn(process.life, `${String(process.pid)} goes on`, milliseconds),
    exec: async (next) => {
      const program = programs(next);
      if (program === undefined) return 127;
      return program(runningOf(machine, process, next, input, programs, streams));
    },
  };
}

/** Processes as one simulated process sees them. */
export class SimProcesses implements Processes {
  constructor(
    private readonly machine: SimMachine,
    private readonly process: SimProcess,
    private readonly programs: ProgramTable,
  ) {}

  async run(command: Command, input?: string | Uint8Array): Promise<Completed> {
    const child = this.start(command);
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.onOutput((chunk) => stdout.push(chunk));
    child.onErrorOutput((chunk) => stderr.push(chunk));
    if (input !== undefined) child.write(input);
    child.endInput();
    const ended = await child.ended;
    return { ...ended, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) };
  }

  start(command: Command, options: { readonly ownGroup?: boolean } = {}): Child {
    const program = this.programs(command);
    const name = posix.basename(command.args.includes('sanctum-landing') ? 'sh' : command.file);
    const process = program === undefined ? undefined : this.machine.spawn(name, { cwd: command.cwd, env: command.env, ...(options.ownGroup === true ? {} : { group: this.process.group }) });
    this.machine.saw(`start ${name}`);
    return new SimChild(this.machine, this.process, process, command, program, this.programs);
  }

  async startDetached(command: Command, outputFile: string, onEnd: () => void): Promise<ProcessIdentity> {
    return this.machine.call(this.process, 'start detached', outputFile, () => {
      const program = this.programs(command);
      if (program === undefined) throw new Error(`spawn ${command.file} ENOENT`);
      const process = this.machine.spawn('runner', { cwd: command.cwd, env: command.env });
      process.life.onEnd(() => {
        this.machine.scheduler.schedule(this.process.life, `${String(this.process.pid)} hears of ${String(process.pid)}`, onEnd);
      });
      const running = runningOf(this.machine, process, command, new Pipe(), this.programs, { print: () => undefined, printError: () => undefined });
      this.machine.scheduler.schedule(process.life, `${String(process.pid)} begins: runner`, () => {
        void program(running).catch(() => crashed).then(() => process.life.end());
      });
      return { pid: process.pid, startTime: process.startTime };
    });
  }

  own(): ProcessIdentity {
    return { pid: this.process.pid, startTime: this.process.startTime };
  }

  identify(pid: number): ProcessIdentity | undefined {
    const found = this.machine.processes.get(pid);
    return found === undefined ? undefined : { pid, startTime: found.startTime };
  }

  isAlive({ pid, startTime }: ProcessIdentity): boolean {
    return this.machine.processes.get(pid)?.startTime === startTime;
  }

  signal(identity: ProcessIdentity, signal: Signal): boolean {
    const found = this.machine.processes.get(identity.pid);
    if (found === undefined || found.startTime !== identity.startTime) return false;
    signalTo(this.machine, found, signal);
    return true;
  }

  signalGroup(identity: ProcessIdentity, signal: Signal): boolean {
    const members = [...this.machine.processes.values()].filter(({ group }) => group === identity.pid);
    for (const one of members) signalTo(this.machine, one, signal);
    return members.length > 0;
  }

  tagged(tag: string): Promise<readonly ProcessIdentity[]> {
    return this.machine.call(this.process, 'look for tags', tag, () => {
      const has = ({ env }: SimProcess): boolean => {
        const own = env[tagVariable];
        return own !== undefined && (own === tag || (tag.endsWith('/') && own.startsWith(tag)));
      };
      return [...this.machine.processes.values()].filter(has).map(({ pid, startTime }) => ({ pid, startTime }));
    });
  }

  cpuSeconds(): Promise<number | undefined> {
    return Promise.resolve(0);
  }

  family(leader: ProcessIdentity): Promise<readonly ProcessIdentity[]> {
    const members = [...this.machine.processes.values()].filter(({ group }) => group === leader.pid);
    return Promise.resolve(members.map(({ pid, startTime }) => ({ pid, startTime })));
  }

  isAnyIn(programs: readonly string[], folder: string): Promise<boolean> {
    return this.machine.call(this.process, 'look for processes', folder, () => {
      const within = ({ cwd }: SimProcess): boolean => cwd === folder || cwd.startsWith(`${folder}/`);
      return [...this.machine.processes.values()].some((one) => programs.includes(one.program) && within(one));
    });
  }

  /** A simulated process holds no file open between two calls. */
  isOpen(): Promise<boolean> {
    return Promise.resolve(false);
  }

  find(): Promise<string | undefined> {
    return Promise.resolve(undefined);
  }

  machineSize(): MachineSize {
    return { cores: 2, memoryBytes: 4 * 1024 ** 3 };
  }

  environment(): Readonly<Record<string, string>> {
    return this.process.env;
  }
}
