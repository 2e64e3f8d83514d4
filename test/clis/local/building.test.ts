import assert from 'node:assert/strict';
import { RunFolder } from '../../../src/agents/runFolder.js';
import { inParallel } from '../../support/inParallel.js';
import { codexConfines } from '../codex/codexSandbox.js';
import { done, patch, shell, submit, tool } from '../codex/modelServer.js';
import { onLocal } from './localStage.js';

inParallel('codex at a local server that knows functions alone', 2, {
  "builds a ticket and hands it in by Sanctum's tools, which it could not see without the shim": () =>
    onLocal(
      () => [tool('read_plan', { document: 'ticket' }), patch('greeting.txt', 'Hello'), tool('functions.mcp__sanctum.report_progress', { text: 'Nearly done' }), shell('env'), submit, done],
      { endpoint: { context: 65536, keyVariable: 'LOCAL_KEY' }, environment: { LOCAL_KEY: 'sk-local' }, config: { sandbox: codexConfines() ? 'auto' : 'off' } },
      async ({ stage, add, runs, asked }) => {
        const id = await add('Greet by name');
        const { code, output } = await stage.untilIdle();
        assert.equal(code, 0, output);
        assert.equal(await stage.repo.git('show', 'master:greeting.txt'), 'Hello');
        const requests = asked(id);
        assert.equal(requests.length, 6);
        assert.ok(requests[0]?.functions.includes('mcp__sanctum__submit_pr'));
        assert.deepEqual([...new Set(requests.flatMap(({ kinds }) => kinds))], ['function']);
        assert.match(requests[1]?.news ?? '', /title: Greet by name/);
        assert.match(requests[5]?.conversation ?? '', /"name":"mcp__sanctum__read_plan"/);
        const heard = requests[4]?.news ?? '';
        assert.match(heard, /PATH=/);
        assert.doesNotMatch(heard, /sk-local|SHIM|SANCTUM_LOCAL|ENDPOINT/);
        assert.match(requests[5]?.news ?? '', /Submitted\. End your turn now\./);
        assert.deepEqual([...new Set(requests.map(({ authorization }) => authorization))], ['Bearer sk-local']);
        const [run] = await runs(id);
        assert.deepEqual([run?.model, run?.tokens, run?.outcome], ['gpt-oss-120b', { input: 600, output: 60 }, 'submitted']);
      },
    ),

  'asks a question, is parked, and goes on in the same thread with the answer': () =>
    onLocal(
      () => [tool('ask_question', { question: 'Whom shall it greet?' }), done, ({ news }) => shell(`echo '${/<answer>\\n(\w+)/.exec(news)?.[1] ?? 'nobody'}' > whom.txt`), submit, done],
      { config: { limits: { holdSeconds: 0.2 }, roles: { coding: ['codex:gpt-oss-120b@local'] } } },
      async ({ stage, add, asked }) => {
        const id = await add('Greet somebody');
        const first = await stage.untilIdle();
        assert.equal(first.code, 7, first.output);
        assert.equal((await stage.sanctum('answer', 'Q-0001', 'Ada')).code, 0);
        const second = await stage.untilIdle();
        assert.equal(second.code, 0, second.output);
        assert.equal(await stage.repo.git('show', 'master:whom.txt'), 'Ada');
        assert.match(asked(id)[1]?.news ?? '', /No answer yet\. End your turn now/);
      },
    ),

  'whose key the endpoint refuses, says which variable holds it; and its clock is as slow as its model': () =>
    onLocal(
      ({ attempt }) => (attempt === 1 ? [{ status: 401 }] : [patch('good.txt', 'good'), submit, done]),
      { endpoint: { context: 8192, tokensPerSecond: 1, keyVariable: 'LOCAL_KEY' }, environment: { LOCAL_KEY: 'sk-local' } },
      async ({ stage, add, runs }) => {
        const id = await add('Wait');
        const { code, output } = await stage.untilIdle();
        assert.equal(code, 7, output);
        assert.match(output, /WAITING: codex@local rests: the endpoint local refused the key \(401\); set LOCAL_KEY to the right one where Sanctum is started — then 'sanctum retry codex@local'/);
        assert.doesNotMatch(output, /codex login/);
        const [run] = await runs(id);
        const order = await stage.withProject(({ ports, folder }) => new RunFolder(ports.files, folder.run(run?.run ?? '')).order());
        assert.equal(order?.limits.silenceSeconds, 1024 + 8192 + 60);
        assert.equal((await stage.untilIdle()).code, 0);
      },
    ),

  'lets two tickets go one after the other where the endpoint has one slot, and says so': () => {
    const order: string[] = [];
    return onLocal(
      ({ ticket }) => [
        () => {
          order.push(`begin ${ticket}`);
          return patch(`${ticket}.txt`, ticket);
        },
        submit,
        () => {
          order.push(`end ${ticket}`);
          return done;
        },
      ],
      { endpoint: { slots: 1 }, config: { limits: { agents: 2 } } },
      async ({ stage, add }) => {
        const [one, other] = [await add('One'), await add('Other')];
        const { code, output } = await stage.untilIdle();
        assert.equal(code, 0, output);
        assert.deepEqual(order, [`begin ${one}`, `end ${one}`, `begin ${other}`, `end ${other}`]);
        assert.match(output, /WAITING: ticket 0002 waits for the endpoint local, which has 1 slot, and none free/);
      },
    );
  },
});
