import { CappedText } from './cappedText.js';
import type { Clock } from './clock.js';
import type { Ports } from './ports.js';
import type { Child, Command } from './processes.js';
import { sweep } from './processes.js';

export interface ShellRequest {
  readonly command: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** The tag in `env`; every process that carries it ends with the command. */
  readonly tag: string;
  readonly timeoutMilliseconds: number;
  readonly onOutput?: (chunk: Buffer) => void;
  /** What it left in the background goes on when it succeeded; whoever asks for that ends it. Its output must not be ours to read then. */
  readonly keepsBackground?: true;
  /** Confines the command; by default it is not. */
  readonly confine?: (command: Command) => Command;
}

export interface ShellResult {
  /** Undefined when a signal or the time limit ended it. */
  readonly exitCode: number | undefined;
  readonly timedOut: boolean;
  /** stdout and stderr as they came, the middle left out when it was long. */
  readonly output: string;
  readonly milliseconds: number;
  /** Processes that were still there when the command had ended. */
  readonly survivors: number;
}

const headBytes = 64 * 1024;
const tailBytes = 256 * 1024;

/** Runs a command line of the engineer's in a shell, with a time limit, and leaves no process behind but those it was asked to keep. */
export async function runShell(ports: Pick<Ports, 'processes' | 'clock'>, request: ShellRequest, stop?: AbortSignal): Promise<ShellResult> {
  const { processes, clock } = ports;
  const began = clock.monotonic();
  const output = new CappedText(headBytes, tailBytes);
  const shell: Command = { file: '/bin/sh', args: ['-c', request.command], cwd: request.cwd, env: request.env };
  const child = processes.start(request.confine?.(shell) ?? shell, { ownGroup: true });
  child.endInput();
  const receive = (chunk: Buffer): void => {
    output.add(chunk);
    request.onOutput?.(chunk);
  };
  child.onOutput(receive);
  child.onErrorOutput(receive);
  let timedOut = false;
  const end = (): void => {
    child.killGroup('SIGKILL');
    child.kill('SIGKILL');
  };
  const cancel = clock.after(request.timeoutMilliseconds, () => {
    timedOut = true;
    end();
  });
  stop?.addEventListener('abort', end, { once: true });
  if (stop?.aborted === true) end();
  const { exitCode, startError } = await child.exited;
  cancel();
  stop?.removeEventListener('abort', end);
  let survivors = 0;
  if (request.keepsBackground !== true || exitCode !== 0) {
    survivors = await sweep(processes, request.tag);
    // What took off its tag may still be in the group; what left both may hold the output open for ever.
    child.killGroup('SIGKILL');
  }
  await endedOrLate(clock, child);
  if (startError !== undefined) output.add(Buffer.from(`The command could not be started: ${startError}\n`));
  return { exitCode, timedOut, output: output.text(), milliseconds: clock.monotonic() - began, survivors };
}

/** How long the last output may take once the command itself has ended. In milliseconds. */
const lastOutputMilliseconds = 2000;

async function endedOrLate(clock: Clock, child: Child): Promise<void> {
  let cancel: () => void = () => undefined;
  const late = new Promise<void>((resolve) => {
    cancel = clock.after(lastOutputMilliseconds, resolve);
  });
  await Promise.race([child.ended, late]);
  cancel();
}
