import assert from 'node:assert/strict';
import type { EngineStage } from '../support/engineStage.js';
import { inParallel } from '../support/inParallel.js';
import { onStage } from '../support/onStage.js';

/** Tests by the files of a folder, in the words of TAP; each red when its file says so. */
const check = `for test in tests/*; do
  if grep -q broken "$test"; then echo "not ok 1 - $(basename "$test")"; bad=1; else echo "ok 1 - $(basename "$test")"; fi
done
test -z "$bad"
`;

function on(config: Readonly<Record<string, unknown>>, play: (stage: EngineStage) => Promise<void>): Promise<void> {
  return onStage({ files: { 'check.sh': check, 'tests/a': 'fine\n', 'tests/b': 'fine\n', 'tests/c': 'fine\n' }, config }, play);
}

const writes = (path: string, text: string): object => ({ write: { path, text } });
const steps = (...all: readonly object[]): string => JSON.stringify({ steps: all });

/** What the mender plays: a scenario in a file, since the engine writes its ticket. */
async function mender(stage: EngineStage, ...attempts: (readonly object[])[]): Promise<void> {
  await stage.setMark('mender.yaml', JSON.stringify({ attempts: attempts.map((all) => ({ steps: all })) }));
  await stage.configure((config) => ({ ...config, roles: { ...config.roles, mender: [`rehearsal:${stage.mark('mender.yaml')}`] } }));
}

inParallel('a red master', 2, {
  'is told with its tests and its commit, halts all, and is mended by a ticket that works alone; what breaks a test does not land, what mends a part does': () =>
    on({}, async (stage) => {
      await mender(stage, [writes('tests/a', 'fine\n'), writes('tests/c', 'broken\n'), { submit: 'One for another.' }], [writes('tests/c', 'fine\n'), { submit: 'The first.' }]);
      const broke = await stage.repo.commit({ 'tests/a': 'broken\n', 'tests/b': 'broken\n' }, 'Break two');
      const other = await stage.add('Waits', steps(writes('b.txt', 'b\n'), { submit: 'b' }));
      const first = await stage.untilIdle();
      assert.equal(first.code, 7, first.output);
      assert.match(first.output, new RegExp(`WAITING: halted: master is red since \\S+ at ${broke.slice(0, 10)}: 2 tests fail \\(a, b\\), since ${broke.slice(0, 10)} "Break two" — mend it and commit; .*'sanctum mend'.*'sanctum resume --red'`));
      const ordered = await stage.sanctum('mend');
      assert.equal(ordered.code, 0, ordered.output);
      assert.match(ordered.output, /Ticket 0002 is to mend it: Mend master: a and 1 more/);
      assert.equal((await stage.sanctum('mend')).code, 2);
      const second = await stage.untilIdle();
      const mending = await stage.ticket('0002');
      assert.deepEqual([mending.state, mending.fields.attempts, mending.fields.failures], ['done', 2, 1], second.output);
      assert.match(mending.text, /These tests fail:\n\n```\na\nb\n```/);
      assert.match(second.output, /0002 mends a part: 1 of 2 tests still fail, and no other/);
      assert.match(second.output, /WAITING: halted: master is red .*: 1 test fails \(b\)/);
      assert.equal((await stage.ticket(other)).state, 'open');
      await mender(stage, [writes('tests/b', 'fine\n'), { submit: 'The second.' }]);
      assert.equal((await stage.sanctum('mend')).code, 0);
      const third = await stage.untilIdle();
      assert.equal(third.code, 0, third.output);
      assert.equal((await stage.ticket(other)).state, 'done');
      const { transitions } = await stage.look();
      assert.ok(transitions.indexOf('land 0003') < transitions.indexOf(`start ${other}`), 'nothing else began before');
    }),

  'lets agents go on beside it when the engineer says so, and nothing of theirs land; once the engineer mended it by hand, that lands, and nobody mends it any more': () =>
    on({}, async (stage) => {
      await stage.repo.commit({ 'tests/a': 'broken\n' }, 'Break it');
      const id = await stage.add('Goes on', steps(writes('b.txt', 'b\n'), { submit: 'b' }));
      assert.equal((await stage.untilIdle()).code, 7);
      assert.equal((await stage.sanctum('mend')).code, 0);
      assert.equal((await stage.sanctum('hold', '0002')).code, 0);
      assert.equal((await stage.sanctum('resume', '--red')).code, 0);
      const beside = await stage.untilIdle();
      assert.equal(beside.code, 7, beside.output);
      assert.match((await stage.sanctum('status')).output, new RegExp(`${id} Goes on +testing`));
      await stage.repo.commit({ 'tests/a': 'fine\n' }, 'Mend it');
      const after = await stage.untilIdle();
      assert.equal((await stage.ticket(id)).state, 'done', after.output);
      assert.equal((await stage.ticket('0002')).state, 'cancelled');
    }),
});
