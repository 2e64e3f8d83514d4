import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually.js';
import { inParallel } from '../../support/inParallel.js';
import { onCodex } from './codexStage.js';
import { done, patch, shell, submit, tool } from './modelServer.js';

inParallel('codex', 2, {
  'that asks is parked, and goes on in the same thread with the answer; the tokens of each run are its own': () =>
    onCodex(
      () => [patch('begun.txt', 'begun'), tool('ask_question', { question: 'Whom shall it greet?' }), done, ({ news }) => shell(`echo '${/<answer>\\n(\w+)/.exec(news)?.[1] ?? 'nobody'}' > whom.txt; cat begun.txt`), submit, done],
      { config: { limits: { holdSeconds: 0.2 } } },
      async ({ stage, add, runs, asked }) => {
        const id = await add('Greet somebody');
        const first = await stage.untilIdle();
        assert.equal(first.code, 7, first.output);
        assert.match(first.output, /0001 is parked until Q-0001 is answered/);
        assert.equal((await stage.sanctum('answer', 'Q-0001', 'Ada')).code, 0);
        const second = await stage.untilIdle();
        assert.equal(second.code, 0, second.output);
        assert.deepEqual([await stage.repo.git('show', 'master:whom.txt'), await stage.repo.git('show', 'master:begun.txt')], ['Ada', 'begun']);
        const requests = asked(id);
        assert.deepEqual([requests.length, new Set(requests.map(({ thread }) => thread)).size], [6, 1]);
        assert.match(requests[2]?.news ?? '', /No answer yet\. End your turn now/);
        assert.match(requests[3]?.news ?? '', /Your question [^]*Whom shall it greet\?[^]*was answered/);
        const records = await runs(id);
        assert.deepEqual(records.map(({ tokens }) => tokens), [{ input: 300, output: 30 }, { input: 300, output: 30 }]);
        assert.deepEqual([records[1]?.resumes, (await stage.ticket(id)).fields.failures], [records[0]?.run, 0]);
      },
    ),

  'that is answered while its call is held goes on at once, in the same run': () =>
    onCodex(
      () => [tool('ask_question', { question: 'Whom shall it greet?' }), ({ news }) => shell(`echo '${/"text":"(Ada)"/.exec(news)?.[1] ?? 'nobody'}' > whom.txt`), submit, done],
      { config: { roles: { architect: ['rehearsal'], manager: ['rehearsal'], coding: ['gpt-5.5'] } } },
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

  'whose work the gate refuses is told why, and mends what it had': () =>
    onCodex(
      ({ attempt }) => (attempt === 1 ? [shell('echo x > broken; echo good > good.txt'), submit, done] : [shell('rm broken; ls'), submit, done]),
      {},
      async ({ stage, add, asked, runs }) => {
        const id = await add('Mend');
        const { code, output } = await stage.untilIdle();
        assert.equal(code, 0, output);
        assert.equal(await stage.repo.git('show', 'master:good.txt'), 'good');
        assert.deepEqual([(await stage.ticket(id)).fields.failures, (await runs(id)).length], [1, 2]);
        const again = asked(id)[3];
        assert.match(again?.conversation ?? '', /## Attempt 1[^]*check\.sh/);
        assert.equal(new Set(asked(id).map(({ thread }) => thread)).size, 2);
      },
    ),

  'builds two tickets side by side': () => {
    const begun = new Set<string>();
    return onCodex(
      ({ ticket }) => [
        async () => {
          begun.add(ticket);
          await eventually('both at work', () => begun.size === 2 || undefined);
          return patch(`${ticket}.txt`, ticket);
        },
        submit,
        done,
      ],
      { config: { limits: { agents: 2 } } },
      async ({ stage, add }) => {
        const ids = [await add('One'), await add('Other')];
        const { code, output } = await stage.untilIdle();
        assert.equal(code, 0, output);
        for (const id of ids) assert.equal(await stage.repo.git('show', `master:${id}.txt`), id);
      },
    );
  },

  'that is killed in the middle of its work: keeps what it had written, and the next attempt goes on from there': () => {
    const hang = new Promise<never>(() => undefined);
    return onCodex(
      ({ attempt }) => (attempt === 1 ? [shell('echo half > work.txt'), () => hang] : [shell('echo whole >> work.txt'), submit, done]),
      {},
      async ({ stage, add, asked, runs }) => {
        const id = await add('Survive');
        const engine = stage.start(['run', '--until-idle']);
        await eventually('the second request', () => asked(id).length === 2 || undefined);
        const codex = stage.processes().find(({ command }) => /\/bin\/codex exec /.test(command));
        assert.ok(codex !== undefined);
        process.kill(codex.pid, 'SIGKILL');
        const { code, output } = await engine.finished;
        assert.equal(code, 0, output);
        assert.equal(await stage.repo.git('show', 'master:work.txt'), 'half\nwhole');
        const records = await runs(id);
        assert.deepEqual(records.map(({ tokens }) => tokens), [undefined, { input: 300, output: 30 }]);
        assert.equal(await stage.repo.git('show', `refs/sanctum/wip/${id}/1:work.txt`), 'half');
      },
    );
  },
});
