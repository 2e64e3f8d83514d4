import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { readDocument } from '../../src/plan/readDocument.js';
import type { Verdict } from '../../src/plan/schemas.js';
import { verdictSchema } from '../../src/plan/schemas.js';
import type { StageOptions } from '../support/engineStage.js';
import type { EngineStage } from '../support/engineStage.js';
import { inParallel } from '../support/inParallel.js';
import { onStage } from '../support/onStage.js';

/** A gate that the tests play with: by files of the tree, and by marks outside of it ($1). */
const check = `set -e
if [ -e flaky ] && mkdir "$1/flaked" 2>/dev/null; then echo 'the moon is in the way'; exit 1; fi
if [ -e slow ] && mkdir "$1/entered" 2>/dev/null; then while [ ! -e "$1/leave" ]; do sleep 0.02; done; fi
if [ -e "$1/down" ]; then echo 'the network is down'; exit 1; fi
if [ -e broken ]; then echo "not ok: $(cat broken)"; exit 1; fi
`;

function on(options: StageOptions, play: (stage: EngineStage) => Promise<void>): Promise<void> {
  return onStage({ ...options, files: { 'check.sh': check, ...options.files } }, play);
}

const writes = (path: string, text: string): string => `- write: { path: ${path}, text: ${JSON.stringify(text)} }`;

function steps(...lines: string[]): string {
  return `steps:\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

function attempts(...each: (readonly string[])[]): string {
  return `attempts:\n${each.map((lines) => `  - steps:\n${lines.map((line) => `      ${line}\n`).join('')}`).join('')}`;
}

/** Verdicts of the plan on candidates of a ticket, or on master. */
async function verdicts(stage: EngineStage, of?: string): Promise<readonly Verdict[]> {
  return stage.withProject(async ({ store }) => {
    const { commit, verdicts: names } = await store.read();
    const texts = await Promise.all([...names].map((name) => store.snapshots.text(commit, `verdicts/${name.slice(0, 2)}/${name}.md`)));
    return texts.map((text) => readDocument(verdictSchema, text ?? '')).filter((verdict) => verdict.ticket === of);
  });
}

inParallel('the gate', 3, {
  'that is red by the ticket: reopens it with the failure in it, keeps the work, and the next attempt begins from it': () =>
    on({}, async (stage) => {
      const id = await stage.add('Two attempts', attempts([writes('work.txt', 'work\n'), writes('broken', 'the sum is wrong'), '- submit: one'], ['- run: grep -q work work.txt', '- remove: broken', '- submit: two']));
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 0, output);
      const { fields, text } = await stage.ticket(id);
      assert.deepEqual({ attempts: fields.attempts, failures: fields.failures }, { attempts: 2, failures: 1 });
      assert.match(text, /## Attempt 1\n\nThe gate is red\.\n\n`sh check\.sh [^`]*` failed with exit code 1\.\n\n```\nnot ok: the sum is wrong\n```/);
      assert.equal(await stage.repo.git('show', `refs/sanctum/wip/${id}/1:broken`), 'the sum is wrong');
      assert.equal(await stage.repo.git('show', 'master:work.txt'), 'work');
      assert.deepEqual((await verdicts(stage, id)).map(({ result, cause }) => [result, cause]).sort(), [['green', undefined], ['red', 'own']]);
      const prompt = await stage.withProject(async ({ ports, folder }) => {
        const [run = ''] = (await ports.files.list(folder.run(''))).map(({ name }) => name).filter((name) => name.includes(`-${id}-2-`));
        return (await ports.files.read(`${folder.run(run)}/order.json`)).toString('utf8');
      });
      assert.match(prompt, /the sum is wrong/);
    }),

  'that is red as often as the ticket may be: leaves it stuck, ends with code 7, and a retry goes on from the work': () =>
    on({ config: { limits: { attempts: 2 } } }, async (stage) => {
      const bad = [writes('broken', 'again'), '- submit: bad'];
      const id = await stage.add('Never right', attempts(bad, bad, ['- run: grep -q again broken', '- remove: broken', writes('good.txt', 'good\n'), '- submit: good']));
      const after = await stage.add('Waits', steps(writes('b.txt', 'b\n'), '- submit: b'), { dependsOn: [id] });
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 7, output);
      assert.match(output, new RegExp(`WAITING: stuck: ${id} — read it with 'sanctum show ${id}', then 'sanctum retry ${id}'`));
      assert.equal((await stage.ticket(id)).state, 'stuck');
      assert.equal((await stage.sanctum('retry', id)).code, 0);
      const second = await stage.untilIdle();
      assert.equal(second.code, 0, second.output);
      const { state, fields } = await stage.ticket(id);
      assert.deepEqual([state, fields.attempts, fields.failures], ['done', 3, 0]);
      const { transitions } = await stage.look();
      assert.ok(transitions.indexOf(`land ${id}`) < transitions.indexOf(`start ${after}`), 'a ticket starts after what it depends on is done');
    }),

  'that is flaky: lands the ticket at the second look, and says so': () =>
    on({}, async (stage) => {
      const id = await stage.add('Flaky', steps(writes('flaky', 'yes\n'), '- submit: flaky'));
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 0, output);
      assert.deepEqual((await stage.ticket(id)).fields.failures, 0);
      assert.deepEqual((await verdicts(stage, id)).map(({ result, cause }) => [result, cause]), [['green', 'flaky']]);
    }),

  'that fails on master too, where it passed: blames nobody, says so, and lands when the machine is well again': () =>
    on({}, async (stage) => {
      const id = await stage.add('Down', steps(writes('b.txt', 'b\n'), '- submit: b'));
      await stage.setMark('down');
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 7, output);
      assert.match(output, /WAITING: the gate fails on master itself now, where it passed before: .* 0001 is not blamed/);
      const { state, fields } = await stage.ticket(id);
      assert.deepEqual([state, fields.attempts, fields.failures], ['in-progress', 1, 0]);
      assert.deepEqual((await verdicts(stage, id)).map(({ result, cause }) => [result, cause]), [['red', 'infrastructure']]);
      await rm(stage.mark('down'));
      const next = await stage.untilIdle();
      assert.equal(next.code, 0, next.output);
      assert.equal((await stage.ticket(id)).fields.attempts, 1);
      assert.deepEqual((await verdicts(stage, id)).map(({ result, cause }) => [result, cause]), [['green', undefined]]);
    }),

  'that was red on master by the fault of the machine: is tried again at the next start': () =>
    on({ masterTested: false }, async (stage) => {
      const id = await stage.add('Down', steps(writes('b.txt', 'b\n'), '- submit: b'));
      await stage.setMark('down');
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 7, output);
      assert.match(output, /WAITING: halted: master is red since /);
      assert.deepEqual((await verdicts(stage)).map(({ result, cause }) => [result, cause]), [['red', 'master']]);
      await rm(stage.mark('down'));
      const next = await stage.untilIdle();
      assert.equal(next.code, 0, next.output);
      assert.equal((await stage.ticket(id)).state, 'done');
    }),

  'that is red on a master that somebody broke: halts all until a commit mends it': () =>
    on({}, async (stage) => {
      await stage.repo.commit({ broken: 'by hand' }, 'Break it');
      const id = await stage.add('Waits', steps(writes('b.txt', 'b\n'), '- submit: b'));
      const engine = stage.start(['run']);
      await stage.said(engine, /WAITING: halted: master is red since .* mend it and commit; it is tested again by itself/);
      assert.equal((await stage.ticket(id)).state, 'open');
      await stage.repo.commit({ broken: null }, 'Mend it');
      await stage.said(engine, `${id} landed`);
      engine.kill('SIGINT');
      assert.equal((await engine.finished).code, 0);
    }),

  'under which somebody moves master: does not count for it; the submission is built, tested and landed on the new master': () =>
    on({}, async (stage) => {
      const id = await stage.add('Slow', steps(writes('slow', 'yes\n'), '- submit: slow'));
      const engine = stage.start(['run', '--until-idle']);
      await stage.appeared('entered');
      const moved = await stage.repo.commit({ 'by-hand.txt': 'by hand\n' }, 'By hand');
      await stage.setMark('leave');
      const { code, output } = await engine.finished;
      assert.equal(code, 0, output);
      assert.equal(await stage.repo.git('rev-parse', 'master^'), moved);
      assert.equal((await stage.ticket(id)).fields.attempts, 1);
      assert.deepEqual((await verdicts(stage, id)).map(({ result }) => result), ['green', 'green']);
      assert.ok((await verdicts(stage)).some(({ commit, result }) => commit === moved && result === 'green'), 'the engineer’s commit was tested on its own');
    }),

  'is not asked for a submission in conflict with master: it goes back, not blamed, and the next attempt finds the markers': () =>
    on({}, async (stage) => {
      const wait = `- wait-for: ${stage.mark('go')}`;
      const id = await stage.add('Conflict', attempts([writes('a.txt', "the agent's\n"), '- progress: waiting', wait, '- submit: one'], ["- run: grep -q '<<<<<<<' a.txt && grep -q 'by hand' a.txt && grep -q agent a.txt", writes('a.txt', "the agent's, by hand\n"), '- submit: two']));
      const engine = stage.start(['run', '--until-idle']);
      await stage.working(id);
      await stage.repo.commit({ 'a.txt': 'by hand\n' }, 'By hand');
      await stage.setMark('go');
      const { code, output } = await engine.finished;
      assert.equal(code, 0, output);
      const { fields, text } = await stage.ticket(id);
      assert.deepEqual({ attempts: fields.attempts, failures: fields.failures }, { attempts: 2, failures: 0 });
      assert.match(text, /## Attempt 1\n\nIt does not merge with master\.\n\n[^]*- a\.txt\n/);
      assert.equal(await stage.repo.git('show', 'master:a.txt'), "the agent's, by hand");
    }),
});
