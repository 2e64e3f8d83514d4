import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { lostTests, queueDecision, queuePlan } from '../../src/engine/deciding/queueDecision.js';
import { intend } from '../../src/plan/transitions.js';
import { laneTags } from '../../src/queue/lanePlace.js';
import { eventually } from '../support/eventually.js';
import { inParallel } from '../support/inParallel.js';
import { StackStage } from '../support/stackStage.js';

/** A gate that the tests play with: by files of the tree, and by marks outside of it ($1), where it counts its runs. */
const check = `set -e
echo run >> "$1/runs"
if [ -e flaky ] && mkdir "$1/flaked" 2>/dev/null; then echo 'the moon is in the way'; exit 1; fi
if [ -e daemon ]; then (while :; do sleep 0.1; done) & setsid sh -c 'while :; do sleep 0.1; done' & fi
for name in wait-*; do if [ -e "$name" ]; then touch "$1/in-$name"; while [ ! -e "$1/leave-$name" ]; do sleep 0.02; done; fi; done
if [ -e broken ]; then echo "not ok: $(cat broken)"; exit 1; fi
if [ -e left ] && [ -e right ]; then echo 'left and right do not go together'; exit 1; fi
`;

async function on(play: (queue: StackStage) => Promise<void>): Promise<void> {
  const queue = await StackStage.open({ files: { 'check.sh': check, 'shared.txt': '1\n2\n3\n' } });
  try {
    await play(queue);
    assert.deepEqual((await queue.stage.look()).broken, []);
    await queue.project.close();
    await queue.stage.quiet();
  } finally {
    await queue.project.close();
    await queue.stage.close();
  }
}

const runs = async ({ stage }: StackStage): Promise<number> => (await readFile(stage.mark('runs'), 'utf8')).trim().split('\n').length;
const ticketWords = async ({ stage }: StackStage, id: string): Promise<string> => {
  const { state, fields } = await stage.ticket(id);
  return `${id} ${state}, ${String(fields.failures)} failed`;
};

inParallel('a stack in the queue', 2, {
  'of independent changes lands from one test, in one step; one of them is taken back by itself': () =>
    on(async (queue) => {
      const { stage } = queue;
      const stack = [await queue.submit({ 'one.txt': '1\n', 'shared.txt': '1!\n2\n3\n' }), await queue.submit({ 'two.txt': '2\n' }), await queue.submit({ 'shared.txt': '1\n2\n3!\n' })];
      await queue.test(stack);
      assert.deepEqual(await queue.known(), [`${stack.join('+')}: green`]);
      await queue.land(stack);
      assert.equal(await runs(queue), 1);
      assert.equal(await stage.repo.git('show', 'master:shared.txt'), '1!\n2\n3!');
      assert.deepEqual((await stage.look()).transitions.slice(-3), ['verdict', 'intend', `land ${stack[2] ?? ''}`]);
      assert.deepEqual((await queue.verdicts()).flatMap((verdict) => (verdict.stack === undefined ? [] : [[verdict.result, ...verdict.stack]])), [['green', ...stack]]);
      assert.equal(await stage.repo.git('for-each-ref', 'refs/sanctum/stack'), '');
      assert.equal((await queue.observe()).health, 'green', 'what landed was tested as it is');
      assert.match((await stage.sanctum('show', stack[0] ?? '')).output, /Landed as [^]*one\.txt[^]*shared\.txt/);
      assert.doesNotMatch((await stage.sanctum('show', stack[0] ?? '')).output, /two\.txt/);
      assert.equal((await stage.sanctum('revert', stack[0] ?? '')).code, 0);
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 0, output);
      assert.equal(await stage.repo.git('show', 'master:shared.txt'), '1\n2\n3!');
      assert.equal(await stage.repo.git('ls-tree', '--name-only', 'master', 'one.txt', 'two.txt'), 'two.txt');
    }),

  'that is red blames nobody; what is red in it is found, and only that is blamed; no tree is tested twice': () =>
    on(async (queue) => {
      const [good, bad, other] = [await queue.submit({ 'good.txt': 'x\n' }), await queue.submit({ broken: 'the sum is wrong' }), await queue.submit({ 'other.txt': 'x\n' })];
      await queue.test([good, bad, other]);
      assert.deepEqual(await queue.known(), [`${good}+${bad}+${other}: red`]);
      assert.deepEqual((await queue.verdicts()).flatMap(({ cause }) => cause ?? []), ['unattributed']);
      assert.equal(await ticketWords(queue, bad), `${bad} in-progress, 0 failed`);
      await queue.test([good]);
      await queue.land([good]);
      assert.deepEqual(await queue.known(), [`${bad}+${other}: red`], 'what was found of the stack is known of what is left of it');
      assert.equal(await runs(queue), 2);
      await queue.test([bad]);
      assert.equal(await ticketWords(queue, bad), `${bad} in-progress, 0 failed`);
      await queue.settle(bad);
      assert.equal(await runs(queue), 6, 'once more, master, and as it was handed in: the first red run counted');
      assert.equal(await ticketWords(queue, bad), `${bad} open, 1 failed`);
      assert.match((await queue.stage.ticket(bad)).text, /The gate is red\.[^]*not ok: the sum is wrong/);
      await queue.test([other]);
      await queue.land([other]);
      assert.equal(await ticketWords(queue, other), `${other} done, 0 failed`);
      assert.equal(await queue.stage.repo.git('log', '--format=%(trailers:key=Sanctum-Ticket,valueonly,separator=)', '-2', 'master'), `${other}\n${good}`);
    }),

  'whose submission is red only with what landed meanwhile: no attempt has failed, and its agent is told of both': () =>
    on(async (queue) => {
      const [left, right] = [await queue.submit({ left: 'l\n' }), await queue.submit({ right: 'r\n' })];
      await queue.test([left]);
      await queue.land([left]);
      await queue.test([right]);
      await queue.settle(right);
      assert.equal(await ticketWords(queue, right), `${right} open, 0 failed`);
      const { text } = await queue.stage.ticket(right);
      assert.match(text, new RegExp(`It passes alone, and not together with what landed on master[^]*left and right do not go together[^]*ticket ${right} passes[^]*- ticket ${left} \\(Change left\\), in `));
      assert.deepEqual((await queue.verdicts()).flatMap(({ cause }) => cause ?? []), ['neighbour']);
    }),

  'whose red test was flaky: the second run is green, and both are written down': () =>
    on(async (queue) => {
      const id = await queue.submit({ flaky: 'yes\n' });
      await queue.test([id]);
      assert.deepEqual(await queue.known(), [`${id}: red`]);
      await queue.settle(id);
      assert.deepEqual(await queue.known(), [`${id}: green`]);
      assert.deepEqual((await queue.verdicts()).flatMap(({ cause, result }) => (cause === undefined ? [] : [`${result} ${cause}`])), ['green flaky']);
      assert.match(await queue.stage.repo.git('grep', '-h', 'the moon', 'sanctum/plan', '--', 'verdicts'), /the moon is in the way/);
      await queue.land([id]);
      assert.equal(await runs(queue), 2);
    }),

  'that does not merge is known as such, and costs nothing; alone on master it goes back with the files and who changed them': () =>
    on(async (queue) => {
      const [one, two, three] = [await queue.submit({ 'shared.txt': 'one\n' }), await queue.submit({ 'shared.txt': 'two\n' }), await queue.submit({ 'three.txt': '3\n' })];
      await queue.test([one, two, three]);
      assert.deepEqual(await queue.known(), [`${one}+${two}+${three}: conflict`, `${one}+${two}: conflict`]);
      assert.equal(await ticketWords(queue, two), `${two} in-progress, 0 failed`);
      await queue.test([one, three]);
      await queue.land([one, three]);
      assert.equal(await runs(queue), 1);
      await queue.settle(two);
      assert.equal(await ticketWords(queue, two), `${two} open, 0 failed`);
      assert.match((await queue.stage.ticket(two)).text, new RegExp(`does not merge with master[^]*- shared\\.txt[^]*- ticket ${one} \\(Change shared\\.txt\\), in [0-9a-f]{10}, which changed \`shared\\.txt\` as well[^]*asked for:\\n\\n> [^]*\`shared\\.txt\`, line 1\\. On master there is[^]*one\\n[^]*This submission has[^]*two\\n`));
      assert.doesNotMatch((await queue.stage.ticket(two)).text, new RegExp(`ticket ${three}`));
    }),

  'is tested beside another one in a lane of its own; what is given up ends with all its processes, and the other goes on': () =>
    on(async (queue) => {
      const { processes } = queue.project.ports;
      const [one, two] = [await queue.submit({ daemon: 'd\n', 'wait-one': 'w\n' }), await queue.submit({ 'wait-two': 'w\n' })];
      const cancelling = new AbortController();
      const given = queue.test([one], cancelling.signal);
      await queue.stage.appeared('in-wait-one');
      const other = queue.test([two]);
      await queue.stage.appeared('in-wait-two');
      assert.deepEqual([(await queue.project.ports.files.list(queue.project.folder.lanes)).length, (await queue.observe()).strayLanes], [2, false]);
      const before = (await processes.tagged(laneTags(queue.queue))).length;
      cancelling.abort();
      await assert.rejects(given, /was ended/);
      const left = await processes.tagged(laneTags(queue.queue));
      assert.ok(left.length > 0 && left.length < before - 1, `${String(left.length)} of ${String(before)} are left`);
      await queue.stage.setMark('leave-wait-two');
      await other;
      assert.deepEqual(await queue.known(), [`${two}: green`]);
      assert.deepEqual(await processes.tagged(laneTags(queue.queue)), []);
    }),

  'goes on being tested when others land under it: what comes of it is likely, and proves nothing': () =>
    on(async (queue) => {
      const [one, two] = [await queue.submit({ 'one.txt': '1\n' }), await queue.submit({ 'wait-two': 'w\n' })];
      await queue.test([one]);
      const busy = [await queue.testAction([two])];
      const testing = queue.test([two]);
      await queue.stage.appeared('in-wait-two');
      await queue.land([one]);
      const meanwhile = await queue.observe(busy);
      assert.deepEqual(meanwhile.testing.map(({ stack, earlier }) => [stack, earlier]), [[undefined, [two]]]);
      assert.deepEqual(meanwhile.earlier.map(({ stack, finding, changedSince }) => [...stack, finding, ...changedSince]), [[two, undefined, 'one.txt']]);
      assert.deepEqual([lostTests(meanwhile), queueDecision(meanwhile).cancels], [[], []], 'it is not given up');
      await queue.stage.setMark('leave-wait-two');
      await testing;
      const after = await queue.observe();
      assert.deepEqual(after.earlier.map(({ stack, finding }) => [...stack, finding]), [[two, 'green']]);
      assert.equal(after.known.size, 0, 'on this master it was not tested');
      const { actions } = queueDecision(after);
      assert.deepEqual(actions.map((action) => (action.kind === 'test' ? action.stack : action.kind)), [[two]]);
    }),

  'lands nothing of what is guarded that was approved on another ground: what it makes of it on top of others is to be seen as well': () =>
    on(async (queue) => {
      const [one, two] = [await queue.submit({ 'check.sh': `# One\n${check}` }), await queue.submit({ 'check.sh': `${check}# Two\n` })];
      for (const id of [one, two]) assert.equal((await queue.stage.sanctum('approve', id)).code, 0);
      await queue.test([two]);
      assert.deepEqual(queuePlan(await queue.observe()).land, [two], 'as it was approved');
      await queue.test([one, two]);
      const observation = await queue.observe();
      assert.deepEqual([queuePlan(observation).land, observation.queue.map(({ ticket, unapproved = [] }) => [ticket, unapproved.length])], [undefined, [[one, 0], [two, 1]]]);
    }),

  'that was landing when its engine was killed: the next engine takes it back or finishes it as a whole': () =>
    on(async (queue) => {
      const { stage } = queue;
      const stack = [await queue.submit({ 'one.txt': '1\n' }), await queue.submit({ 'two.txt': '2\n' })];
      await queue.test(stack);
      const { snapshot, master = '' } = await queue.observe();
      const parts = stack.flatMap((id) => snapshot.pending.get(id) ?? []);
      const below = queue.queue.stacks.at(master, parts[0]?.commit ?? '');
      assert.ok(below !== undefined && 'commit' in below);
      const candidate = queue.queue.stacks.at(below.commit, parts[1]?.commit ?? '');
      assert.ok(candidate !== undefined && 'commit' in candidate);
      const verdict = (await queue.verdicts()).find(({ stack: of }) => of !== undefined);
      const name = `${verdict?.tree ?? ''}-${verdict?.fingerprint ?? ''}`;
      const { writer } = queue;
      const intent = { ticket: stack[1] ?? '', tickets: stack, base: master, candidate: candidate.commit, tree: candidate.tree, verdict: name, how: 'checkout' as const, machine: writer.machine, child: { pid: 2 ** 30, 'start-time': '1' }, epoch: writer.epoch, at: '2026-11-21T04:30:00Z' };
      await queue.write(intend(intent, ...parts.map(({ commit }) => commit)));
      assert.deepEqual((await stage.look()).broken, []);
      await stage.repo.git('merge', '--quiet', '--ff-only', candidate.commit);
      assert.deepEqual((await stage.look()).broken, [], 'while the intent stands its commits may be on master');
      assert.equal((await stage.sanctum('eject', stack[0] ?? '')).code === 0, false);
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 0, output);
      assert.match(output, new RegExp(`finished the landing of ${stack.join(', ')} that was cut short`));
      assert.deepEqual(await Promise.all(stack.map((id) => ticketWords(queue, id))), stack.map((id) => `${id} done, 0 failed`));
      assert.equal(await stage.repo.git('rev-parse', 'master'), candidate.commit);
      assert.deepEqual((await stage.look()).transitions.filter((transition) => transition.startsWith('land ')), [`land ${stack[1] ?? ''}`]);
    }),
});

inParallel('an engine', 2, {
  'ends the test of what the engineer holds, with all its processes, and goes on with the others': () =>
    on(async (queue) => {
      const { stage } = queue;
      const [one, two] = [await queue.submit({ daemon: 'd\n', 'wait-one': 'w\n' }), await queue.submit({ 'two.txt': 'w\n' })];
      const engine = stage.start(['run']);
      await stage.appeared('in-wait-one');
      assert.equal((await stage.sanctum('hold', one)).code, 0);
      await stage.said(engine, /the test of .* was ended/);
      await stage.said(engine, `${two} landed`);
      await eventually('the end of all gates', async () => ((await stage.repo.ports.processes.tagged(laneTags(queue.queue))).length === 0 ? true : undefined));
      assert.equal((await stage.sanctum('resume', one)).code, 0);
      await stage.setMark('leave-wait-one');
      await stage.said(engine, `${one} landed`);
      engine.kill('SIGINT');
      assert.equal((await engine.finished).code, 0);
    }),
});
