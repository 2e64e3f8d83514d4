import { join } from 'node:path';
import { makePrivateRepository } from '../git/privateRepository.js';
import { makePrivateWorktree } from '../git/privateWorktree.js';
import type { Config } from '../plan/schemas.js';
import { closedEnvironment } from '../platform/closedEnvironment.js';
import type { ShellResult } from '../platform/shell.js';
import { runShell } from '../platform/shell.js';
import type { Command } from '../platform/processes.js';
import { sweep, tagVariable } from '../platform/processes.js';
import type { QueueContext } from './context.js';
import { confinement } from './context.js';
import type { CheckResult, GateResult } from './gate.js';
import type { Check } from './criteriaPlan.js';
import { runCheck } from './check.js';
import type { SetUpPlace } from './setUp.js';
import { setUp } from './setUp.js';
import { countTests } from './testCount.js';
import { failedTests, namesInWords } from './testNames.js';

/** The start of every lane's tag in one project: what carries it when no gate runs is a left-over. */
export function laneTags(context: QueueContext): string {
  return `lane:${context.project.path}/`;
}

function redWords(command: string, result: ShellResult, minutes: number): string {
  if (result.timedOut) return `\`${command}\` was still running after ${String(minutes)} minutes and was ended.`;
  return result.exitCode === undefined ? `\`${command}\` was ended by a signal.` : `\`${command}\` failed with exit code ${String(result.exitCode)}.`;
}

/**
 * Runs the gate on exactly one commit, in a checkout made for it from a repository of its own, with a home and a temporary folder of its
 * own. Behind a green gate the checks are run in the same place. Nothing of the lane is used again, and no process outlives it.
 */
export async function testInLane(context: QueueContext, config: Config, commit: string, stop?: AbortSignal, checks: readonly Check[] = []): Promise<GateResult> {
  const { ports, project } = context;
  const name = ports.random.hex(8);
  const lane = join(project.lanes, name);
  const place = { folder: join(lane, 'worktree'), home: join(lane, 'home'), temporary: join(lane, 'tmp'), tag: `${laneTags(context)}${name}` };
  await Promise.all([ports.files.makeFolder(place.home), ports.files.makeFolder(place.temporary)]);
  try {
    const git = await makePrivateRepository(ports, context.repository, context.settings, join(lane, 'repo.git'), { branch: 'lane', tags: true, person: 'Sanctum' });
    await makePrivateWorktree(ports, git, place.folder, commit);
    const env = { ...closedEnvironment(ports.processes.environment(), place), CI: 'true' };
    const confine = confinement(context, config, { writable: [lane], temporary: place.temporary, readable: [] });
    const inside = { ...place, env, confine };
    const result = await runGate(context, config, inside, stop);
    if (!result.green || checks.length === 0) return result;
    const results: CheckResult[] = [];
    for (const check of checks) results.push(await runCheck(ports, check, tagged(inside, `criterion-${String(check.criterion)}`), config.gate.timeoutMinutes, stop));
    return { ...result, checks: results };
  } finally {
    await sweep(ports.processes, `${place.tag}/`);
    await discard(context, lane);
  }
}

/** What a gate leaves behind ends with each of its commands; the services of the set-up end with the lane. */
function tagged<Place extends SetUpPlace>(place: Place, part: string): Place {
  const tag = `${place.tag}/${part}`;
  return { ...place, tag, env: { ...place.env, [tagVariable]: tag } };
}

async function runGate(
  context: QueueContext,
  config: Config,
  place: SetUpPlace & { readonly confine: (command: Command) => Command },
  stop?: AbortSignal,
): Promise<GateResult> {
  const { ports, checkout } = context;
  const began = ports.clock.monotonic();
  const seconds = () => Math.round((ports.clock.monotonic() - began) / 100) / 10;
  const failed = await setUp(ports, config.setup, checkout, tagged(place, 'set-up'), stop);
  if (failed !== undefined) {
    const words = `The set-up command ${redWords(failed.command, failed.result, 15)}`;
    return { green: false, words, exitCode: failed.result.exitCode ?? -1, tests: 'unknown', seconds: seconds(), output: failed.result.output, inSetUp: true };
  }
  let output = '';
  let exitCode = 0;
  const quarantined = new Set<string>();
  const { env, tag } = tagged(place, 'gate');
  for (const command of config.gate.commands) {
    const timeoutMilliseconds = config.gate.timeoutMinutes * 60_000;
    const result = await runShell(ports, { command, cwd: place.folder, env, tag, timeoutMilliseconds, confine: place.confine }, stop);
    output += result.output;
    const excused = inQuarantine(result, config.quarantine ?? []);
    for (const name of excused) quarantined.add(name);
    if (excused.length > 0) exitCode = result.exitCode ?? -1;
    else if (result.exitCode !== 0) {
      const words = redWords(command, result, config.gate.timeoutMinutes);
      return { green: false, words, exitCode: result.exitCode ?? -1, tests: countTests(output) ?? 'unknown', seconds: seconds(), output };
    }
  }
  const tests = countTests(output) ?? 'unknown';
  if (tests === 0) {
    return { green: false, words: 'The gate passed, but it ran no test.', exitCode: 0, tests, seconds: seconds(), output };
  }
  if (tests === 'unknown' && config.gate.tests === 'counted') {
    return { green: false, words: 'The gate passed, but it no longer says how many tests it ran.', exitCode: 0, tests, seconds: seconds(), output };
  }
  const count = tests === 'unknown' ? '' : ` ${String(tests)} ${tests === 1 ? 'test' : 'tests'} ran.`;
  if (quarantined.size === 0) return { green: true, words: `The gate passed.${count}`, exitCode, tests, seconds: seconds(), output };
  const names = [...quarantined].sort();
  const words = `The gate passed but for ${names.length === 1 ? 'a test' : `${String(names.length)} tests`} in quarantine (${namesInWords(names)}).${count}`;
  return { green: true, words, exitCode, tests, seconds: seconds(), output, quarantined: names };
}

/** The tests for which a command failed, where all of them are in quarantine; none where it passed, or where it may have failed for anything else. */
function inQuarantine({ exitCode, timedOut, output }: ShellResult, quarantine: readonly string[]): readonly string[] {
  if (exitCode === 0 || exitCode === undefined || timedOut || quarantine.length === 0) return [];
  const failing = failedTests(output) ?? [];
  return failing.every((name) => quarantine.includes(name)) ? failing : [];
}

/** Out of the way at once, by a rename; off the disk behind the scenes. */
async function discard(context: QueueContext, lane: string): Promise<void> {
  const { ports, project } = context;
  const trash = project.scratch(`trash-${ports.random.hex(8)}`);
  await ports.files.makeFolder(project.scratch(''));
  await ports.files.rename(lane, trash);
  removeLane(context, trash).catch(() => undefined);
}

/** Some tools leave folders that even their owner may not write (Go's module cache). */
async function removeLane({ ports }: QueueContext, folder: string): Promise<void> {
  try {
    await ports.files.removeTree(folder);
  } catch {
    await ports.processes.run({ file: 'chmod', args: ['-R', 'u+rwX', folder], cwd: '/', env: { PATH: ports.processes.environment()['PATH'] ?? '' } });
    await ports.files.removeTree(folder);
  }
}
