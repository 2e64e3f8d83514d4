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

  'whose work the gate refuses is told why in the same thread, and mends what it had': () =>
    onCodex(
      () => [shell('echo x > broken; echo good > good.txt'), submit, done, shell('rm broken; ls'), submit, done],
      {},
      async ({ stage, add, asked, runs }) => {
        const id = await add('Mend');
        const { code, output } = await stage.untilIdle();
        assert.equal(code, 0, output);
        assert.equal(await stage.repo.git('show', 'master:good.txt'), 'good');
        const records = await runs(id);
        assert.deepEqual([(await stage.ticket(id)).fields.failures, records.length, records[1]?.resumes], [1, 2, records[0]?.run]);
        assert.match(asked(id)[3]?.news ?? '', /Your session goes on, as attempt 2[^]*check\.sh[^]*Your folder is as you left it/);
        assert.equal(new Set(asked(id).map(({ thread }) => thread)).size, 1);
      },
    ),

  'that is asked for changes by a review hears the numbered findings in the same thread, also where master has moved': () =>
    onCodex(
      ({ role, ticket }) => {
        if (ticket === '0002') return [patch('other.txt', 'other'), submit, done];
        if (role === 'coding agent') return [patch('greeting.txt', 'Helo'), submit, done, ({ news }) => shell(`sed -i s/Helo/Hello/ greeting.txt; ls; echo '${/moved on/.test(news) ? 'moved' : 'stayed'}'`), submit, done];
        return [];
      },
      { config: { roles: { coding: ['gpt-5.5'], merging: ['rehearsal'] }, limits: { agents: 1 } } },
      async ({ stage, add, asked, runs }) => {
        const id = await add('Greet');
        await stage.setMark('review.yaml', `attempts:\n  - steps:\n      - wait-for: ${stage.mark('moved')}\n      - call: { tool: submit_review, arguments: { verdict: request-changes, findings: [{ severity: must, place: greeting.txt, text: Spell it right. }] } }\n`);
        await stage.configure((config) => ({ ...config, roles: { ...config.roles, merging: [`rehearsal:${stage.mark('review.yaml')}`] } }));
        const engine = stage.start(['run', '--until-idle']);
        await stage.planSays('the review at work', ({ work }) => [...work.values()].find(({ fields }) => fields.kind === 'review' && fields.run !== undefined));
        await stage.repo.commit({ 'moved.txt': 'moved\n' }, 'Master moves');
        await stage.setMark('moved');
        await stage.planSays('the changes that are asked for', ({ reviews }) => reviews.get(id));
        await stage.configure((config) => ({ ...config, roles: { ...config.roles, merging: [] } }));
        const { code, output } = await engine.finished;
        assert.equal(code, 0, output);
        assert.equal(await stage.repo.git('show', 'master:greeting.txt'), 'Hello', output);
        const again = asked(id)[3]?.news ?? '';
        assert.match(again, /The review asks for changes[^]*1\. \*\*must\*\* greeting\.txt: Spell it right\.[^]*has moved on/);
        assert.match(asked(id)[4]?.news ?? '', /moved\.txt/);
        assert.equal(new Set(asked(id).map(({ thread }) => thread)).size, 1);
        const records = await runs(id);
        assert.equal(records[1]?.resumes, records[0]?.run);
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

  'that is killed in the middle of a command, alone, with the engine, or with all that watches over it: goes on in the same thread, and no attempt has failed': async () => {
    for (const victims of [['codex'], ['engine', 'codex'], ['engine', 'runner', 'codex']] as const) await survives(victims);
  },
});

type Victim = 'engine' | 'runner' | 'codex';

async function survives(victims: readonly Victim[]): Promise<void> {
  await onCodex(
    () => [shell('echo half > work.txt'), shell('sleep 600'), shell('echo whole >> work.txt'), submit, done],
    {},
    async ({ stage, add, asked, runs }) => {
      const id = await add('Survive');
      const engine = stage.start(['run', '--until-idle']);
      const sleeping = () => stage.processes().some(({ command }) => command === 'sleep 600') || undefined;
      await eventually('the command at work', sleeping);
      const [codex, runner] = [/\/bin\/codex exec /, /runner\.cjs/].map((name) => stage.processes().find(({ command }) => name.test(command)));
      assert.ok(codex !== undefined && runner !== undefined);
      for (const victim of victims) {
        if (victim === 'engine') engine.kill();
        else process.kill(victim === 'runner' ? runner.pid : codex.pid, 'SIGKILL');
      }
      const first = await engine.finished;
      const { code, output } = victims.includes('engine') ? await stage.untilIdle() : first;
      assert.equal(code, 0, output);
      assert.equal(await stage.repo.git('show', 'master:work.txt'), 'half\nwhole');
      const records = await runs(id);
      const { fields } = await stage.ticket(id);
      assert.deepEqual([fields.failures, fields.attempts, records[1]?.resumes], [0, 2, records[0]?.run], victims.join(' and '));
      assert.equal(new Set(asked(id).map(({ thread }) => thread)).size, 1, victims.join(' and '));
      assert.match(asked(id)[2]?.news ?? '', /Your session goes on, as attempt 2/);
      assert.equal(await stage.repo.git('show', `refs/sanctum/wip/${id}/1:work.txt`), 'half');
    },
  );
}
