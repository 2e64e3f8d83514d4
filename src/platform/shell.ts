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
  /** How long it may print nothing; by default as long as it may take at all. */
  readonly silenceMilliseconds?: number | undefined;
  readonly onOutput?: (chunk: Buffer) => void;
  /** What it left in the background goes on when it succeeded; whoever asks for that ends it. Its output must not be ours to read then. */
  readonly keepsBackground?: true;
  /** Confines the command; by default it is not. */
  readonly confine?: (command: Command) => Command;
}

export interface ShellResult {
  /** Undefined when a signal or a limit ended it. */
  readonly exitCode: number | undefined;
  /** Which limit ended it, or undefined when none did. */
  readonly endedBy: 'time' | 'silence' | undefined;
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
  let endedBy: ShellResult['endedBy'];
  const end = (): void => {
    child.killGroup('SIGKILL');
    child.kill('SIGKILL');
  };
  const limit = (milliseconds: number | undefined, name: 'time' | 'silence'): (() => void) =>
    milliseconds === undefined
      ? () => undefined
      : clock.after(milliseconds, () => {
          endedBy ??= name;
          end();
        });
  const cancelTime = limit(request.timeoutMilliseconds, 'time');
  let cancelSilence = limit(request.silenceMilliseconds, 'silence');
  let hasExited = false;
  const receive = (chunk: Buffer): void => {
    output.add(chunk);
    request.onOutput?.(chunk);
    cancelSilence();
    if (!hasExited) cancelSilence = limit(request.silenceMilliseconds, 'silence');
  };
  child.onOutput(receive);
  child.onErrorOutput(receive);
  stop?.addEventListener('abort', end, { once: true });
  if (stop?.aborted === true) end();
  const { exitCode, startError } = await child.exited;
  hasExited = true;
  cancelTime();
  cancelSilence();
  stop?.removeEventListener('abort', end);
  let survivors = 0;
  if (request.keepsBackground !== true || exitCode !== 0) {
    survivors = await sweep(processes, request.tag);
    // What took off its tag may still be in the group; what left both may hold the output open for ever.
    child.killGroup('SIGKILL');
  }
  await endedOrLate(clock, child);
  if (startError !== undefined) output.add(Buffer.from(`The command could not be started: ${startError}\n`));
  return { exitCode, endedBy, output: output.text(), milliseconds: clock.monotonic() - began, survivors };
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
