import type { Clock } from '../../platform/clock.js';
import { pause } from '../../platform/clock.js';
import type { Child, Command, Ended, Processes } from '../../platform/processes.js';

/** How long a program may take to end by itself, and then when it is asked to. */
const endMilliseconds = 1000;

/** How long one that only prints something may take. */
const printMilliseconds = 20_000;

/** The most that is kept of what it prints. */
const printLimit = 64 * 1024 * 1024;

/** Ends a program in every case: its input ends, then it is asked, then it is killed. */
export async function endProgram(clock: Clock, child: Child): Promise<Ended> {
  child.endInput();
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const ended = await Promise.race([child.exited, pause(clock, endMilliseconds)]);
    if (ended !== undefined) return ended;
    child.kill(signal);
  }
  return child.exited;
}

/** What a program prints, or undefined where it does not come to an end, or not to a good one. */
export async function printedBy(clock: Clock, processes: Processes, command: Command): Promise<string | undefined> {
  const child = processes.start(command);
  const chunks: Buffer[] = [];
  let bytes = 0;
  child.onOutput((chunk) => {
    bytes += chunk.length;
    if (bytes <= printLimit) chunks.push(chunk);
  });
  child.onErrorOutput(() => undefined);
  child.endInput();
  const ended = await Promise.race([child.ended, pause(clock, printMilliseconds)]);
  if (ended === undefined) child.kill('SIGKILL');
  return ended?.exitCode === 0 && bytes <= printLimit ? Buffer.concat(chunks).toString('utf8') : undefined;
}
