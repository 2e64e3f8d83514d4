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

/** Runs the gate in a lane, and says so. Throws ActionPostponed when it was ended before it had a result. */
export async function runGate(performing: QueuePerforming, observation: Observation, commit: string, of: string, options: Pick<LaneOptions, 'of' | 'checks' | 'isMaster'>): Promise<GateResult> {
  const { lanes, log, stopping } = performing;
  log.write('INFO', `testing ${of}`);
  const result = await testInLane(lanes, configOf(observation.snapshot), commit, { ...options, stop: stopping, onLostOutput: (why) => log.write('WARN', `what the gate of ${of} prints could not be kept to be looked at (${why}); its verdict is not touched by that`) });
  if (stopping.aborted) throw new ActionPostponed(`the test of ${of} was ended`);
  log.write(isAllGreen(result) ? 'INFO' : 'WARN', `${of}: ${result.words}${missedWords(result)}`);
  return result;
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
    fingerprint: gateFingerprint(configOf(observation.snapshot)),
    result: result.green ? 'green' : 'red',
    purpose: 'master',
    'exit-code': result.exitCode,
    tests: result.tests,
    seconds: result.seconds,
    pristine: true,
    ...(result.quarantined === undefined ? {} : { quarantined: [...result.quarantined] }),
    containment: containmentOf(performing.queue, configOf(observation.snapshot)),
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
