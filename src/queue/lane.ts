import { changedFiles, noteFiles } from '../git/changedFiles.js';
import type { Config } from '../plan/schemas.js';
import { closedEnvironment } from '../platform/closedEnvironment.js';
import type { ShellResult } from '../platform/shell.js';
import { runShell } from '../platform/shell.js';
import type { Command } from '../platform/processes.js';
import { tagVariable } from '../platform/processes.js';
import type { QueueContext } from './context.js';
import { confinement } from './context.js';
import type { CheckResult, GateCommand, GateResult } from './gate.js';
import { gateCommands } from './gate.js';
import { GateLog } from './gateLog.js';
import type { Check } from './criteriaPlan.js';
import { runCheck } from './check.js';
import type { Lane, Lanes } from './lanes.js';
import { lanePorts } from './lanePorts.js';
import type { SetUpPlace } from './setUp.js';
import { setUp, setUpMinutes } from './setUp.js';
import { countTests } from './testCount.js';
import { failedTests, namesInWords } from './testNames.js';

function redWords({ command, timeoutMinutes, silenceMinutes }: GateCommand, { endedBy, exitCode }: ShellResult): string {
  if (endedBy === 'time') return `\`${command}\` was still running after ${String(timeoutMinutes)} minutes and was ended.`;
  if (endedBy === 'silence') return `\`${command}\` printed nothing for ${String(silenceMinutes)} minutes and was ended.`;
  return exitCode === undefined ? `\`${command}\` was ended by a signal.` : `\`${command}\` failed with exit code ${String(exitCode)}.`;
}

export interface LaneOptions {
  readonly stop?: AbortSignal;
  /** What else is run, behind a green gate. */
  readonly checks?: readonly Check[];
  /** Whether the commit is one that the branch has: what its set-up installs may be kept. */
  readonly isMaster?: boolean;
  /** Whose test it is: a ticket's, or `master`. What is printed is kept under that name, to be looked at as it comes. */
  readonly of?: string;
  /** Is told once when that could not be kept, and why; the result is the same. */
  readonly onLostOutput?: (why: string) => void;
}

/**
 * Runs the gate on exactly one commit, in a lane with a checkout, a home, a temporary folder and ports of its own. Behind a green gate the checks
 * are run in the same place. Nothing of the lane is used again, and no process outlives it.
 */
export async function testInLane(lanes: Lanes, config: Config, commit: string, options: LaneOptions = {}): Promise<GateResult> {
  const { context } = lanes;
  const { ports, project } = context;
  const lane = await lanes.take(config.setup, commit);
  const log = options.of === undefined ? undefined : GateLog.begin(ports, project.gateLog(options.of), commit.slice(0, 10));
  let result: GateResult | undefined;
  try {
    const noted = await noteFiles(ports.files, context.closedGit, lane.folder, commit);
    const env = { ...closedEnvironment(ports.processes.environment(), lane), ...lanePorts(project.path, lane.number), CI: 'true' };
    const confine = confinement(context, config, { writable: [lane.path], temporary: lane.temporary, readable: [] });
    const inside = { ...lane, env, confine };
    const failed = await setUpLane(lanes, config, commit, inside, options);
    if (failed !== undefined) {
      log?.take(Buffer.from(failed.output));
      result = failed;
      return failed;
    }
    result = withChanged(await runGate(context, config, inside, options, log), await changedFiles(ports.files, context.repository.format, noted));
    const { checks = [], stop } = options;
    if (!result.green || checks.length === 0) return result;
    const results: CheckResult[] = [];
    for (const check of checks) results.push(await runCheck(ports, check, tagged(inside, `criterion-${String(check.criterion)}`), config.gate.timeoutMinutes, stop));
    return { ...result, checks: results };
  } finally {
    const lost = await log?.end(options.stop?.aborted === true ? undefined : result);
    if (lost !== undefined) options.onLostOutput?.(lost);
    await lanes.giveBack(lane);
  }
}

/** A gate that edits what it tests has tested something else from then on: that is said, and it is the engineer's to judge. */
function withChanged(result: GateResult, changed: readonly string[]): GateResult {
  if (changed.length === 0) return result;
  return { ...result, words: `${result.words} It changed tracked files in its lane (${namesInWords(changed)}); nothing of that lands.` };
}

/** What a gate leaves behind ends with each of its commands; the services of the set-up end with the lane. */
function tagged<Place extends SetUpPlace>(place: Place, part: string): Place {
  const tag = `${place.tag}/${part}`;
  return { ...place, tag, env: { ...place.env, [tagVariable]: tag } };
}

type Inside = SetUpPlace & Pick<Lane, 'isSetUp'> & { readonly confine: (command: Command) => Command };

/** Makes the lane usable; says how it failed. What the branch's own set-up installed is kept. */
async function setUpLane(lanes: Lanes, { setup }: Config, commit: string, place: Inside, { stop, isMaster = false }: LaneOptions): Promise<GateResult | undefined> {
  const { ports, checkout } = lanes.context;
  const began = ports.clock.monotonic();
  const wanted = place.isSetUp ? { ...setup, commands: [] } : setup;
  const failed = await setUp(ports, wanted, checkout, tagged(place, 'set-up'), stop);
  if (failed !== undefined) {
    const words = `The set-up command ${redWords({ command: failed.command, timeoutMinutes: setUpMinutes, silenceMinutes: undefined }, failed.result)}`;
    return { green: false, words, exitCode: failed.result.exitCode ?? -1, tests: 'unknown', seconds: secondsSince(ports, began), output: failed.result.output, inSetUp: true };
  }
  const key = isMaster && !place.isSetUp && stop?.aborted !== true ? await lanes.cache.keyOf(setup, commit) : undefined;
  if (key !== undefined) await lanes.cache.keep(key, setup, place.folder);
  return undefined;
}

async function runGate({ ports }: QueueContext, { gate, quarantine = [] }: Config, place: Inside, { stop }: LaneOptions, log: GateLog | undefined): Promise<GateResult> {
  const began = ports.clock.monotonic();
  let output = '';
  let exitCode = 0;
  const quarantined = new Set<string>();
  const ended = (green: boolean, words: string, code: number): GateResult => ({ green, words, exitCode: code, tests: countTests(output) ?? 'unknown', seconds: secondsSince(ports, began), output });
  const { env, tag } = tagged(place, 'gate');
  for (const command of gateCommands(gate)) {
    const result = await runShell(
      ports,
      {
        command: command.command,
        cwd: place.folder,
        env,
        tag,
        timeoutMilliseconds: command.timeoutMinutes * 60_000,
        silenceMilliseconds: command.silenceMinutes === undefined ? undefined : command.silenceMinutes * 60_000,
        confine: place.confine,
        onOutput: (chunk) => log?.take(chunk),
      },
      stop,
    );
    output += result.output;
    const excused = inQuarantine(result, quarantine);
    for (const name of excused) quarantined.add(name);
    if (excused.length > 0) exitCode = result.exitCode ?? -1;
    else if (result.exitCode !== 0) return ended(false, redWords(command, result), result.exitCode ?? -1);
  }
  const { tests } = ended(true, '', 0);
  if (tests === 0) return ended(false, 'The gate passed, but it ran no test.', 0);
  if (tests === 'unknown' && gate.tests === 'counted') return ended(false, 'The gate passed, but it no longer says how many tests it ran.', 0);
  const count = tests === 'unknown' ? '' : ` ${String(tests)} ${tests === 1 ? 'test' : 'tests'} ran.`;
  if (quarantined.size === 0) return ended(true, `The gate passed.${count}`, exitCode);
  const names = [...quarantined].sort();
  const words = `The gate passed but for ${names.length === 1 ? 'a test' : `${String(names.length)} tests`} in quarantine (${namesInWords(names)}).${count}`;
  return { ...ended(true, words, exitCode), quarantined: names };
}

/** The tests for which a command failed, where all of them are in quarantine; none where it passed, or where it may have failed for anything else. */
function inQuarantine({ exitCode, endedBy, output }: ShellResult, quarantine: readonly string[]): readonly string[] {
  if (exitCode === 0 || exitCode === undefined || endedBy !== undefined || quarantine.length === 0) return [];
  const failing = failedTests(output) ?? [];
  return failing.every((name) => quarantine.includes(name)) ? failing : [];
}

/** To a tenth of a second. */
function secondsSince({ clock }: Pick<QueueContext['ports'], 'clock'>, began: number): number {
  return Math.round((clock.monotonic() - began) / 100) / 10;
}
