import assert from 'node:assert/strict';
import type { EngineStage } from '../support/engineStage.js';
import { inParallel } from '../support/inParallel.js';
import { onStage } from '../support/onStage.js';

const check = 'set -e\nif [ -e broken ]; then echo "not ok 1 - whole"; exit 1; fi\n';
const test = "it('adds', () => {\n  assert.equal(1 + 1, 2);\n  assert.equal(1 + 2, 3);\n});\n";

function on(play: (stage: EngineStage) => Promise<void>, config: Readonly<Record<string, unknown>> = {}): Promise<void> {
  return onStage({ files: { 'check.sh': check, 'test/add.test.js': test }, config }, play);
}

const writes = (path: string, text: string): object => ({ write: { path, text } });
const steps = (...all: readonly object[]): string => JSON.stringify({ steps: all });

inParallel('a protected change', 2, {
  'waits for the engineer while others land; the approval holds on another base, and not for another content': () =>
    on(async (stage) => {
      const id = await stage.add('Weaker', steps(writes('test/add.test.js', "it('adds', () => {\n  assert.equal(1 + 1, 2);\n});\n"), writes('.github/workflows/ci.yml', 'on: push\n'), { submit: 'Weaker.' }));
      const other = await stage.add('Ordinary', steps(writes('b.txt', 'b\n'), writes('test/b.test.js', "it('b', () => assert.ok(1));\n"), { submit: 'New.' }), { dependsOn: [] });
      const first = await stage.untilIdle();
      assert.equal(first.code, 7, first.output);
      assert.match(first.output, new RegExp(`WAITING: ticket ${id} waits for you: it adds \\.github/workflows/ci\\.yml \\(CI\\) and 1 more — look at it with 'sanctum show ${id}', then 'sanctum approve ${id}'`));
      assert.deepEqual([(await stage.ticket(id)).state, (await stage.ticket(other)).state], ['in-progress', 'done']);
      const status = await stage.sanctum('status');
      assert.match(status.output, new RegExp(`${id} Weaker +reviewing +waits for you: it adds`));
      assert.match((await stage.sanctum('show', id)).output, /Waits for you[^]*it changes test\/add\.test\.js \(tests: 1 fewer assertion\)/);
      // Master moves, and the change stays what it was.
      const approval = await stage.sanctum('approve', id);
      assert.equal(approval.code, 0, approval.output);
      assert.match(approval.output, /it changes test\/add\.test\.js \(tests: 1 fewer assertion\)/);
      await stage.repo.commit({ 'by-hand.txt': 'by hand\n' }, 'By hand');
      const second = await stage.untilIdle();
      assert.equal(second.code, 0, second.output);
      assert.equal((await stage.ticket(id)).state, 'done');
      assert.equal((await stage.sanctum('approve', id)).code, 2);
    }),

  'is every one where the engineer reviews as well: it lands when the merging agent and the engineer have approved it': () =>
    on(
      async (stage) => {
        const id = await stage.add('Ordinary', steps(writes('b.txt', 'b\n'), { submit: 'New.' }));
        const first = await stage.untilIdle();
        assert.equal(first.code, 7, first.output);
        for (const words of [`the review of ${id}: approved`, `WAITING: ticket ${id} waits for you: it is to be reviewed by you — look at it`]) assert.ok(first.output.includes(words), first.output);
        assert.equal((await stage.sanctum('approve', id)).code, 0);
        assert.match((await stage.sanctum('approve', id)).output, /You have approved the submission of ticket 0001 already/);
        const second = await stage.untilIdle();
        assert.equal(second.code, 0, second.output);
        assert.equal((await stage.ticket(id)).state, 'done');
      },
      { review: 'both', roles: { merging: ['rehearsal'] } },
    ),

  'that grew since it was approved waits again; what the configuration allows does not wait': () =>
    on(
      async (stage) => {
        const allowed = await stage.add('Allowed', steps(writes('AGENTS.md', 'Be brief.\n'), { submit: 'Words.' }));
        const id = await stage.add('Gate', steps(writes('check.sh', `echo begin\n${check}`), { submit: 'Gate.' }));
        const first = await stage.untilIdle();
        assert.equal(first.code, 7, first.output);
        assert.equal((await stage.ticket(allowed)).state, 'done');
        assert.equal((await stage.sanctum('approve', id)).code, 0);
        // The same file on master is another one now: what would land has not been seen.
        await stage.repo.commit({ 'check.sh': `${check}echo end\n` }, 'By hand');
        await stage.sanctum('trust', '--hash', /--hash (\w+)/.exec((await stage.sanctum('status')).output)?.[1] ?? '');
        const second = await stage.untilIdle();
        assert.equal(second.code, 7, second.output);
        assert.match(second.output, /waits for you: it changes check\.sh \(the gate\)/);
        assert.equal((await stage.sanctum('approve', id)).code, 0);
        const third = await stage.untilIdle();
        assert.match(third.output, new RegExp(`${id} landed`), third.output);
      },
      { protected: { allow: ['AGENTS.md'] } },
    ),
});
