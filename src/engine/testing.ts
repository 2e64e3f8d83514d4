import { GitError } from '../git/git.js';
import type { GitSettings } from '../git/surroundings.js';
import { lookAtSettings, settingsFingerprint } from '../git/surroundings.js';
import { recordVerdict } from '../plan/transitions.js';
import type { Verdict } from '../plan/schemas.js';
import { isoSeconds } from '../platform/clock.js';
import { containmentOf } from '../queue/context.js';
import type { GateResult } from '../queue/gate.js';
import { describeResult, gateFingerprint, isAllGreen } from '../queue/gate.js';
import type { LaneOptions } from '../queue/lane.js';
import { testInLane } from '../queue/lane.js';
import { failedTests } from '../queue/testNames.js';
import { missedWords } from './criteriaResults.js';
import type { Observation } from './deciding/observe.js';
import type { Performing, QueuePerforming } from './performing.js';
import { ActionPostponed, configOf } from './performing.js';
import { settingsWords } from './runs/strayed.js';

/** Runs the gate in a lane, and says so. Throws ActionPostponed when it was ended before it had a result. */
export async function runGate(performing: QueuePerforming, observation: Observation, commit: string, of: string, options: Pick<LaneOptions, 'of' | 'checks' | 'isMaster'>): Promise<GateResult> {
  const { lanes, log, stopping } = performing;
  log.write('INFO', `testing ${of}`);
  const config = configOf(observation.snapshot);
  const isOpen = containmentOf(performing.queue, config) === 'none';
  const before = isOpen ? await lookAtGit(performing) : undefined;
  const onLostOutput = (why: string): void => {
    log.write('WARN', `what the gate of ${of} prints could not be kept to be looked at (${why}); its verdict is not touched by that`);
  };
  const tested = await testInLane(lanes, config, commit, { ...options, stop: stopping, onLostOutput });
  const after = before === undefined ? undefined : await lookAtGit(performing);
  const result = before === undefined || after === undefined ? tested : { ...tested, settings: settingsAround(performing, before, after, of) };
  if (stopping.aborted) throw new ActionPostponed(`the test of ${of} was ended`);
  log.write(isAllGreen(result) ? 'INFO' : 'WARN', `${of}: ${result.words}${missedWords(result)}`);
  return result;
}

/** The engineer's settings of git; undefined where git cannot say. */
async function lookAtGit({ project: { ports, repository, place } }: QueuePerforming): Promise<GitSettings | undefined> {
  try {
    return await lookAtSettings(ports.files, repository.git, place.topFolder);
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}

/** Says what a gate that nothing confined may have set, which every git of the engineer's would follow. */
function settingsAround({ project, log }: QueuePerforming, before: GitSettings, after: GitSettings, of: string): NonNullable<Verdict['settings']> {
  const meanwhile = [...settingsWords(before, after, project.place.commonDir)];
  if (meanwhile.length > 0) log.write('WARN', `while ${of} was tested, ${meanwhile.join('; ')}: see whether that was you`);
  return { before: settingsFingerprint(before), after: settingsFingerprint(after), meanwhile };
}

/** The tests that failed in a red run, where all of them are known; one that was cut short tells of some alone. */
export function failingOf({ green, exitCode, output, inSetUp }: GateResult): Pick<Verdict, 'failing'> {
  const names = green || exitCode <= 0 || inSetUp === true ? undefined : failedTests(output);
  return names === undefined ? {} : { failing: [...names] };
}

/** A verdict on master; whose test was another's says so. */
export function verdictOf(performing: QueuePerforming, observation: Observation, commit: string, tree: string, result: GateResult): Verdict {
  return {
    tree,
    commit,
    fingerprint: gateFingerprint(configOf(observation.snapshot), observation.snapshot.tools),
    result: result.green ? 'green' : 'red',
    purpose: 'master',
    'exit-code': result.exitCode,
    tests: result.tests,
    seconds: result.seconds,
    pristine: true,
    ...(result.quarantined === undefined ? {} : { quarantined: [...result.quarantined] }),
    containment: containmentOf(performing.queue, configOf(observation.snapshot)),
    ...(result.settings === undefined ? {} : { settings: result.settings }),
    finished: isoSeconds(performing.project.ports.clock.now()),
  };
}

/** Tests master as it stands. Red twice is red: all halts until somebody mends it. */
export async function testMaster(performing: Performing, observation: Observation): Promise<void> {
  const { master } = observation;
  if (master === undefined) return;
  const name = `${performing.queue.branch} at ${master.slice(0, 10)}`;
  const first = await runGate(performing, observation, master, name, { of: 'master', isMaster: true });
  const result = first.green ? first : await runGate(performing, observation, master, `${name} once more`, { of: 'master', isMaster: true });
  const verdict = verdictOf(performing, observation, master, await performing.project.repository.treeOf(master), result);
  const cause = result.green ? (first.green ? {} : { cause: 'flaky' as const }) : { cause: 'master' as const };
  await performing.writer.write(recordVerdict({ ...verdict, ...cause, ...failingOf(first) }, describeResult(first), { again: observation.masterVerdict !== undefined }));
}
