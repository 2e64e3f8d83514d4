import { spawn } from 'node:child_process';
import type { Command, Ended } from './processes.js';

/**
 * Runs a program in the place of this process: with its input, its outputs and its terminal. Signals to end come to both, since whoever sends
 * one means the group; this process waits for the other. Resolves when the program is gone.
 */
export async function runInForeground({ file, args, cwd, env }: Command): Promise<Ended> {
  const wait = (): void => undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, wait);
  const child = spawn(file, [...args], { cwd, env: { ...env }, stdio: 'inherit' });
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ exitCode: undefined, signal: undefined, startError: error.message }));
    child.once('exit', (code, signal) => resolve({ exitCode: code ?? undefined, signal: signal ?? undefined, startError: undefined }));
  });
}

/** Ends this process as another one ended. */
export function endLike({ exitCode, signal, startError }: Ended): void {
  if (startError !== undefined) process.stderr.write(`${startError}\n`);
  if (signal === undefined) {
    process.exit(exitCode ?? 1);
  }
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
