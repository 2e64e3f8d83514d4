import assert from 'node:assert/strict';
import { inParallel } from '../../support/inParallel.js';
import { done, patch, submit, tool } from '../codex/modelServer.js';
import { onLocal } from './localStage.js';

inParallel('codex at a local server that knows functions alone', 2, {
  "builds a ticket and hands it in by Sanctum's tools, which it could not see without the shim": () =>
    onLocal(
      () => [tool('read_plan', { document: 'ticket' }), patch('greeting.txt', 'Hello'), tool('functions.mcp__sanctum.report_progress', { text: 'Nearly done' }), submit, done],
      { endpoint: { context: 65536, keyVariable: 'LOCAL_KEY' }, environment: { LOCAL_KEY: 'sk-local' } },
      async ({ stage, add, runs, asked }) => {
        const id = await add('Greet by name');
        const { code, output } = await stage.untilIdle();
        assert.equal(code, 0, output);
        assert.equal(await stage.repo.git('show', 'master:greeting.txt'), 'Hello');
        const requests = asked(id);
        assert.equal(requests.length, 5);
        assert.ok(requests[0]?.functions.includes('mcp__sanctum__submit_pr'));
        assert.deepEqual([...new Set(requests.flatMap(({ kinds }) => kinds))], ['function']);
        assert.match(requests[1]?.news ?? '', /title: Greet by name/);
        assert.match(requests[4]?.conversation ?? '', /"name":"mcp__sanctum__read_plan"/);
        assert.match(requests[4]?.news ?? '', /Submitted\. End your turn now\./);
        assert.deepEqual([...new Set(requests.map(({ authorization }) => authorization))], ['Bearer sk-local']);
        const [run] = await runs(id);
        assert.deepEqual([run?.model, run?.tokens, run?.outcome], ['gpt-oss-120b', { input: 500, output: 50 }, 'submitted']);
      },
    ),
});
