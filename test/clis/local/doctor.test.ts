import assert from 'node:assert/strict';
import { inParallel } from '../../support/inParallel.js';
import { done, patch, submit } from '../codex/modelServer.js';
import { onLocal } from './localStage.js';

inParallel('sanctum doctor', 2, {
  'says of an endpoint what it has, and after a run whether its model calls tools; no login is asked for': () =>
    onLocal(() => [patch('greeting.txt', 'Hello'), submit, done], { endpoint: { slots: 2 } }, async ({ stage, add }) => {
      const before = await stage.sanctum('doctor');
      assert.equal(before.code, 0, before.output);
      assert.match(before.output, /^✓ endpoint local: http:\/\/127\.0\.0\.1:\d+\/v1 answers$/m);
      assert.match(before.output, /^✓ model gpt-oss-120b@local: context of 32768 tokens, 2 runs at once, speed not measured yet, no run yet has shown whether it calls tools$/m);
      await add('Greet');
      assert.equal((await stage.untilIdle()).code, 0);
      assert.match((await stage.sanctum('doctor')).output, /^✓ model gpt-oss-120b@local: .*, called tools in 2 of 3 answers$/m);
    }),

  'fails for an endpoint that is away, is none, lacks the model or its key, and names what mends it': () =>
    onLocal(() => [], {}, async ({ stage, server }) => {
      const wrong: readonly (readonly [config: Readonly<Record<string, unknown>>, words: RegExp])[] = [
        [{ endpoints: { local: { url: 'http://127.0.0.1:9/v1' } } }, /^✗ endpoint local: http:\/\/127\.0\.0\.1:9\/v1 cannot be reached \(connect ECONNREFUSED[^)]*\)\. Start the server, for instance `llama-server --jinja/m],
        [{ endpoints: { local: { url: `${server.url}/deeper` } } }, /^✗ endpoint local: .*\/deeper answers 404 to GET \/v1\/deeper\/models, which is not what the API of OpenAI has\. Is it the right address\?$/m],
        [{ endpoints: { local: { url: server.url, keyVariable: 'NOT_SET' } } }, /^✗ endpoint local: The endpoint local has its key in NOT_SET, which is not set where Sanctum is started\. Set it, or name another/m],
        [{ roles: { coding: ['gpt-oss-20b'] } }, /^✗ model gpt-oss-20b@local: .* does not have it\. It has: gpt-oss-120b\. Load it there, or name one of those in sanctum\.json\.$/m],
        [{ roles: { coding: ['gpt-oss-20b@far'] } }, /^✗ model gpt-oss-20b@far: sanctum\.json names no endpoint "far"\. Those there are: local\./m],
      ];
      const { config: first } = await stage.snapshot();
      for (const [config, words] of wrong) {
        await stage.configure(() => ({ ...first, ...config }));
        const { code, output } = await stage.sanctum('doctor');
        assert.deepEqual([code, words.test(output)], [1, true], output);
      }
      assert.deepEqual(server.surprises.splice(0), ['GET /v1/deeper/models']);
    }),
});
