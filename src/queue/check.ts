import type { Ports } from '../platform/ports.js';
import type { Command } from '../platform/processes.js';
import { runShell } from '../platform/shell.js';
import type { Check } from './criteriaPlan.js';
import type { CheckResult } from './gate.js';
import type { SetUpPlace } from './setUp.js';
import { countTests } from './testCount.js';

/** Runs what a criterion names, in a place that was tagged for it. A filter for tests that finds none has shown nothing. */
export async function runCheck(
  ports: Pick<Ports, 'processes' | 'clock'>,
  { criterion, command, env, test }: Check,
  place: SetUpPlace & { readonly confine: (command: Command) => Command },
  minutes: number,
  stop?: AbortSignal,
): Promise<CheckResult> {
  const result = await runShell(ports, { command, cwd: place.folder, env: { ...place.env, ...env }, tag: place.tag, timeoutMilliseconds: minutes * 60_000, confine: place.confine }, stop);
  const { output, exitCode, endedBy } = result;
  const tests = test === undefined ? undefined : countTests(output);
  const told = (passed: boolean, words: string): CheckResult => ({ criterion, passed, words, output });
  if (tests === 0 && endedBy === undefined) return told(false, `no test of the name "${test ?? ''}" ran`);
  if (endedBy !== undefined) return told(false, `it was still running after ${String(minutes)} minutes and was ended`);
  if (exitCode === undefined) return told(false, 'it was ended by a signal');
  if (exitCode !== 0) return told(false, `it ended with exit code ${String(exitCode)}`);
  if (test === undefined) return told(true, 'it ended with exit code 0');
  return told(true, tests === undefined ? 'it ended with exit code 0, and does not say how many tests ran' : `${String(tests)} ${tests === 1 ? 'test' : 'tests'} ran`);
}
