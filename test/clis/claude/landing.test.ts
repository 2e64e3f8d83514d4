import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually.js';
import { inParallel } from '../../support/inParallel.js';
import type { ClaudeStage } from './claudeStage.js';
import { counted, model, onClaude } from './claudeStage.js';
import type { Script } from './modelServer.js';
import { done, shell, submit, tool, write } from './modelServer.js';

/** A request that the model never answers. */
const hang: Script[number] = () => new Promise<never>(() => undefined);

/** Claude Code on a stage, when it has come so far that its model was asked so often. */
async function workingClaude({ stage, asked }: ClaudeStage, id: string, requests: number): Promise<number> {
  await eventually('the request', () => asked(id).length === requests || undefined);
  const found = stage.processes().find(({ command }) => /\/claude --print /.test(command));
  assert.ok(found !== undefined);
  return found.pid;
}

const halfThenWhole: Script = [shell('echo half > work.txt'), hang, shell('echo whole >> work.txt'), submit, done];

async function landedWhole({ stage, asked, runs }: ClaudeStage, id: string): Promise<void> {
  assert.equal(await stage.repo.git('show', 'master:work.txt'), 'half\nwhole');
  assert.equal(await stage.repo.git('show', `refs/sanctum/wip/${id}/1:work.txt`), 'half');
  // What the first one was sent is known; of what it wrote, only that it began.
  const records = await runs(id);
  assert.deepEqual(records.map(({ tokens }) => tokens?.input), [100, 300]);
  assert.deepEqual([(await stage.ticket(id)).fields.failures, records[1]?.resumes, new Set(asked(id).map(({ session }) => session)).size], [0, records[0]?.run, 1]);
  assert.match(asked(id)[2]?.news ?? '', /Your session goes on, as attempt 2/);
}

inParallel('Claude Code', 2, {
  'that asks is parked, and goes on in the same session with the answer; the tokens and the cost of each run are its own': () =>
    onClaude(
      () => [
        { ...shell('echo begun > begun.txt'), usage: { input: 120, output: 15, written: 1000 } },
        tool('ask_question', { question: 'Whom shall it greet?' }),
        done,
        ({ news }) => ({ ...shell(`echo '${/<answer>\\n(\w+)/.exec(news)?.[1] ?? 'nobody'}' > whom.txt; cat begun.txt`), usage: { input: 30, output: 25, cached: 1000 } }),
        submit,
        done,
      ],
      { config: { limits: { holdSeconds: 0.2 } } },
      async ({ stage, server, add, runs, asked }) => {
        const id = await add('Greet somebody');
        const first = await stage.untilIdle();
        assert.equal(first.code, 7, first.output);
        assert.match(first.output, /0001 is parked until Q-0001 is answered/);
        assert.equal((await stage.sanctum('answer', 'Q-0001', 'Ada')).code, 0);
        const second = await stage.untilIdle();
        assert.equal(second.code, 0, second.output);
        assert.deepEqual([await stage.repo.git('show', 'master:whom.txt'), await stage.repo.git('show', 'master:begun.txt')], ['Ada', 'begun']);
        const requests = asked(id);
        assert.deepEqual([requests.length, new Set(requests.map(({ session }) => session)).size], [6, 1]);
        assert.match(requests[2]?.news ?? '', /No answer yet\. End your turn now/);
        assert.match(requests[3]?.news ?? '', /Your question [^]*Whom shall it greet\?[^]*was answered/);
        const records = await runs(id);
        const books = server.books.get(requests[0]?.session ?? '') ?? [];
        assert.deepEqual(
          records.map(({ tokens }) => ({ input: tokens?.input, output: tokens?.output })),
          [counted(books.slice(0, 3)), counted(books.slice(3))],
        );
        // The first wrote to the cache and the second read from it, which is cheaper: a cost that counted on would be the greater one.
        const [before = 0, after = 0] = records.map(({ cost }) => cost);
        assert.ok(after > 0 && before > after, `${String(before)}, ${String(after)}`);
        assert.deepEqual([records[1]?.resumes, (await stage.ticket(id)).fields.failures], [records[0]?.run, 0]);
      },
    ),

  'that is answered while its call is held goes on at once, in the same run': () =>
    onClaude(
      () => [tool('ask_question', { question: 'Whom shall it greet?' }), ({ news }) => shell(`echo '${/"(?:text|content)":"(Ada)\b/.exec(news)?.[1] ?? 'nobody'}' > whom.txt`), submit, done],
      { config: { roles: { architect: ['rehearsal'], manager: ['rehearsal'], coding: [model] } } },
      async ({ stage, add, runs }) => {
        const id = await add('Greet somebody');
        const engine = stage.start(['run', '--until-idle']);
        await stage.planSays('the question with the engineer', ({ questions }) => questions.get('Q-0001')?.fields.path.at(-1)?.level === 'engineer' || undefined);
        assert.equal((await stage.sanctum('answer', 'Q-0001', 'Ada')).code, 0);
        const { code, output } = await engine.finished;
        assert.equal(code, 0, output);
        assert.deepEqual([await stage.repo.git('show', 'master:whom.txt'), (await runs(id)).length], ['Ada', 1]);
      },
    ),

  'that is killed in the middle of its work: goes on in the same session, and no attempt has failed': () =>
    onClaude(() => halfThenWhole, {}, async (on) => {
      const id = await on.add('Survive');
      const engine = on.stage.start(['run', '--until-idle']);
      process.kill(await workingClaude(on, id, 2), 'SIGKILL');
      const { code, output } = await engine.finished;
      assert.equal(code, 0, output);
      await landedWhole(on, id);
    }),

  'whose engine is killed works on, and the next engine lands what it made': () => {
    let goOn: () => void = () => undefined;
    const killed = new Promise<void>((resolve) => (goOn = resolve));
    return onClaude(
      () => [
        async (request) => {
          await killed;
          return write('good.txt', 'good\n')(request);
        },
        submit,
        done,
      ],
      {},
      async (on) => {
        const id = await on.add('Survive');
        const engine = on.stage.start(['run', '--until-idle']);
        await workingClaude(on, id, 1);
        engine.kill();
        await engine.finished;
        goOn();
        const { code, output } = await on.stage.untilIdle();
        assert.equal(code, 0, output);
        assert.deepEqual([await on.stage.repo.git('show', 'master:good.txt'), (await on.runs(id)).length], ['good', 1]);
      },
    );
  },

  'that is killed together with its engine loses nothing either': () =>
    onClaude(() => halfThenWhole, {}, async (on) => {
      const id = await on.add('Survive');
      const engine = on.stage.start(['run', '--until-idle']);
      const claude = await workingClaude(on, id, 2);
      engine.kill();
      process.kill(claude, 'SIGKILL');
      await engine.finished;
      const { code, output } = await on.stage.untilIdle();
      assert.equal(code, 0, output);
      await landedWhole(on, id);
    }),

  'whose model never answers is ended by the clock of its run': () =>
    onClaude(({ attempt }) => (attempt === 1 ? [hang] : [write('good.txt', 'good\n'), submit, done]), { config: { limits: { runMinutes: 0.05 } } }, async ({ stage, add, runs }) => {
      const id = await add('Wait');
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 0, output);
      assert.deepEqual((await runs(id)).map(({ reason }) => reason), ['time-cap', 'exited']);
    }),
});
