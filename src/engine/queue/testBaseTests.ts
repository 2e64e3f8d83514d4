import { treeDifferences } from '../../git/diff.js';
import { sanctumPerson } from '../../git/objects.js';
import { placeEntries } from '../../git/placeEntries.js';
import { recordBaseTests } from '../../plan/baseTestsTransition.js';
import { isoSeconds } from '../../platform/clock.js';
import { baseTestsWords, changedTests } from '../../queue/baseTests.js';
import { describeResult } from '../../queue/gate.js';
import type { Action } from '../deciding/action.js';
import type { Observation } from '../deciding/observe.js';
import type { QueuePerforming } from '../performing.js';
import { failingOf, runGate } from '../testing.js';

/**
 * Tests a green candidate once more, with the files of tests that it changes as they were on what it stands on, and writes down what comes of it.
 * It stops nothing: whether a test had to change is for those to say who look at it.
 */
export async function testBaseTests(performing: QueuePerforming, observation: Observation, { ticket, submission, candidate, base }: Action & { readonly kind: 'base-tests' }): Promise<void> {
  const { project, writer, log } = performing;
  const { repository, ports } = project;
  const pending = observation.snapshot.pending.get(ticket);
  if (pending?.commit !== submission) return;
  const changed = changedTests(await treeDifferences(repository.reader, base, candidate));
  const paths = changed.map(({ path }) => Buffer.from(path, 'latin1').toString('utf8'));
  const before = new Map(changed.map(({ path, oldMode, oldId: id }) => [path, { mode: oldMode === '100755' ? ('100755' as const) : ('100644' as const), id }]));
  const { tree: built, time } = await repository.reader.commit(candidate);
  const tree = await placeEntries(repository.reader, repository.objects, built, before);
  const commit = await repository.objects.commit({ tree, parents: [base], author: sanctumPerson, committer: sanctumPerson, time, message: `${ticket} with the tests as they were` });
  const result = await runGate(performing, observation, commit, `${ticket} with the tests as they were`, {});
  const found = { base, paths, result: result.green ? ('green' as const) : ('red' as const), tests: result.tests, ...failingOf(result) };
  const written = await writer.write(recordBaseTests({ ticket, attempt: pending.attempt, commit: submission, tree, at: isoSeconds(ports.clock.now()), ...found }, describeResult(result)));
  if (!('refused' in written)) log.write('INFO', `${ticket}: ${baseTestsWords(found)} That stops nothing.`);
}
