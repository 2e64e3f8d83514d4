import { dirname } from 'node:path';
import { findOnMachine, machinesEnvironment } from './machinesPrograms.js';
import type { Ports } from './ports.js';
import type { Command } from './processes.js';

/** Whether a command could write outside its own folders. */
export type Containment = 'contained' | 'none';

/** The same for a run, where there is a third: what it changed in the engineer's repository shows when it has ended. */
export const runContainments = ['contained', 'detected', 'none'] as const;
export type RunContainment = (typeof runContainments)[number];

export interface SandboxedPlace {
  /** Folders that the command may write. */
  readonly writable: readonly string[];
  /** What it finds as `/tmp`; one of the writable folders or below one. */
  readonly temporary: string;
  /** What it must be able to read although it may lie below `/tmp`, beside the files that the command itself names. */
  readonly readable: readonly string[];
}

/** Confines commands: the whole machine is read-only to them but for their own folders. The network is not confined. */
export interface Sandbox {
  wrap(command: Command, place: SandboxedPlace): Command;
}

/** bubblewrap's arguments; the process tree falls with its parent and cannot leave its process namespace. */
function bubblewrapArguments(command: Command, place: SandboxedPlace): readonly string[] {
  const inTemporary = (path: string): boolean => path.startsWith('/tmp/');
  const named = [command.file, ...command.args].filter((word) => inTemporary(word));
  return [
    ...['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--bind', place.temporary, '/tmp'],
    ...[...place.readable.filter(inTemporary), ...named].flatMap((path) => ['--ro-bind-try', path, path]),
    ...place.writable.flatMap((path) => ['--bind', path, path]),
    ...['--unshare-pid', '--unshare-ipc', '--die-with-parent', '--chdir', command.cwd, '--', command.file, ...command.args],
  ];
}

/** The sandbox of this machine, or undefined: bubblewrap where it is installed and is seen to work. Never one that a repository brings along: it is tried before anything was approved. */
export async function findSandbox(ports: Pick<Ports, 'processes'>): Promise<Sandbox | undefined> {
  const { processes } = ports;
  const program = await findOnMachine(processes, 'bwrap');
  if (program === undefined) return undefined;
  const probe = { file: program, args: ['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--unshare-pid', '--', 'true'], cwd: dirname(program), env: machinesEnvironment(processes.environment()) };
  if ((await processes.run(probe)).exitCode !== 0) return undefined;
  return {
    wrap: (command, place) => ({ ...command, file: program, args: bubblewrapArguments(command, place) }),
  };
}
