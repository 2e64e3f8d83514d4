import assert from 'node:assert/strict';
import { inParallel } from '../../support/inParallel.js';
import type { CodexOptions } from './codexStage.js';
import { onCodex, settingsFor } from './codexStage.js';
import type { Script } from './modelServer.js';
import { done, patch, submit } from './modelServer.js';

const good = [patch('good.txt', 'good'), submit, done];

/** The first engine finds the model closed; the ticket loses nothing, and the next engine finds it open. */
function comesBack(closed: Script, words: RegExp, options: CodexOptions): Promise<void> {
  return onCodex(({ attempt }) => (attempt === 1 ? closed : good), options, async ({ stage, server, add, runs }) => {
    const id = await add('Wait');
    const first = await stage.untilIdle();
    assert.equal(first.code, 7, first.output);
    assert.match(first.output, new RegExp(`WAITING: 0001 waits: ${words.source}`));
    const { state, fields, text } = await stage.ticket(id);
    assert.deepEqual([state, fields.failures, fields.attempts], ['open', 0, 1], first.output);
    assert.match(text, new RegExp(`## Attempt 1\\n\\n${words.source}`));
    await stage.repo.ports.files.write(`${stage.home}/codex.toml`, settingsFor(server.url));
    const second = await stage.untilIdle();
    assert.equal(second.code, 0, second.output);
    assert.deepEqual([(await stage.ticket(id)).state, (await runs(id)).length], ['done', 2]);
  });
}

inParallel('a model that does not serve codex costs the ticket no attempt, is told in words, and is asked again later', 2, {
  'a key that is refused': () => comesBack([{ status: 401 }], /codex: the model's server refused the key \(401\); log in again with `codex login`\. It said: unexpected status 401/, {}),

  'a server that refuses the connection': () => comesBack([], /codex: the model's server could not be reached, or broke off\. It said: Connection failed/, { url: 'http://127.0.0.1:9/v1' }),
});

inParallel('codex that cannot be started', 2, {
  'because it is nowhere: the engine says how to get it, and starts nothing': () =>
    onCodex(() => good, { environment: { SANCTUM_CODEX: '/nowhere/codex' } }, async ({ stage, add }) => {
      await add('Wait');
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 7, output);
      assert.match(output, /WAITING: SANCTUM_CODEX names \/nowhere\/codex, and no file is there\. Install it with `npm install --global @openai\/codex`/);
      await stage.sanctum('stop', '1');
      await stage.untilIdle();
    }),
});
