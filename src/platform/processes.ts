/** A process that cannot be mistaken for a later one with the same id. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the operating system's own units; compared, never interpreted. */
  readonly startTime: string;
}

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
}

export interface Completed {
  /** The exit code, or undefined when a signal ended it or it never started. */
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** Why it could not be started, when it could not. */
  readonly startError: string | undefined;
}

export interface Ended {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly startError: string | undefined;
}

/** A running child with its streams. */
export interface Child {
  /** Undefined when it could not be started; `ended` then says why. */
  readonly identity: ProcessIdentity | undefined;
  write(data: string | Uint8Array): void;
  endInput(): void;
  onOutput(listener: (chunk: Buffer) => void): void;
  onErrorOutput(listener: (chunk: Buffer) => void): void;
  /** Stops reading the child's output, so that a child that writes on is held by its full pipe. */
  pauseOutput(): void;
  resumeOutput(): void;
  /** The process itself is gone; what it left behind may still hold its output open. */
  readonly exited: Promise<Ended>;
  /** The process is gone and all of its output was handed over. */
  readonly ended: Promise<Ended>;
  kill(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void;
  /** Signals the group that the child leads (`ownGroup`), also what is left of it when the child itself has just gone. */
  killGroup(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void;
}

export interface MachineSize {
  readonly cores: number;
  readonly memoryBytes: number;
}

/** Processes, as the rest of the house is allowed to see them. Never through a shell unless the command is one. */
export interface Processes {
  /** Runs to the end and collects the output. Never throws for an exit code. */
  run(command: Command, input?: string | Uint8Array): Promise<Completed>;
  /** Starts a child; with `ownGroup` it leads a process group of its own, so that `killGroup` reaches its children. */
  start(command: Command, options?: { readonly ownGroup?: boolean }): Child;
  /** Starts a process that outlives this one, its output appended to a file; `onEnd` is called if this process is still there. */
  startDetached(command: Command, outputFile: string, onEnd: () => void): Promise<ProcessIdentity>;
  /** This process. */
  own(): ProcessIdentity;
  /** The identity of a live process, or undefined. A zombie is not alive. */
  identify(pid: number): ProcessIdentity | undefined;
  isAlive(identity: ProcessIdentity): boolean;
  /** Signals one process if it is still the one meant. */
  signal(identity: ProcessIdentity, signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): boolean;
  /** Signals the group that the process leads, if it is still the one meant. */
  signalGroup(identity: ProcessIdentity, signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): boolean;
  /** Live processes whose environment holds `SANCTUM_TAG=<tag>`, or a tag that starts with it when it ends in `/`. */
  tagged(tag: string): Promise<readonly ProcessIdentity[]>;
  /** Seconds of processor time that a process, its group and all that descends from it have used so far; undefined where the system does not tell. */
  cpuSeconds(leader: ProcessIdentity): Promise<number | undefined>;
  /** What lives of a process, its group and all that descends from it; also when the process itself has gone. */
  family(leader: ProcessIdentity): Promise<readonly ProcessIdentity[]>;
  /** Whether a program of one of these names runs with its working folder in `folder`. One of another user's, into which this user may not look, counts as none; on a system that tells of no process at all, true. */
  isAnyIn(programs: readonly string[], folder: string): Promise<boolean>;
  /** Whether a process has the file open. One of another user's, into which this user may not look, counts as one that has not; on a system that tells of no process at all, true. */
  isOpen(file: string): Promise<boolean>;
  /** The full path of a program in the folders of `path`, by default this process's PATH, or undefined. */
  find(program: string, path?: string): Promise<string | undefined>;
  /** What the machine has. */
  machineSize(): MachineSize;
  /** This process's environment. */
  environment(): Readonly<Record<string, string>>;
}

/** The name of the environment variable that marks every process Sanctum starts for an agent or a gate. */
export const tagVariable = 'SANCTUM_TAG';

/**
 * Kills what carries a tag until nothing does: a process may fork while it is being swept, a killed one takes a moment to go, and
 * one in the middle of an exec shows no environment, so that only two empty looks in a row count. Returns how many were killed.
 */
export async function sweep(processes: Processes, tag: string): Promise<number> {
  const killed = new Set<string>();
  let emptyLooks = 0;
  for (let look = 0; look < 500 && emptyLooks < 2; look += 1) {
    const survivors = await processes.tagged(tag);
    emptyLooks = survivors.length === 0 ? emptyLooks + 1 : 0;
    for (const survivor of survivors) {
      if (processes.signal(survivor, 'SIGKILL')) killed.add(`${String(survivor.pid)} ${survivor.startTime}`);
    }
  }
  return killed.size;
}
