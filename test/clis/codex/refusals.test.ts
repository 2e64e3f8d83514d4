import assert from 'node:assert/strict';
import { inParallel } from '../../support/inParallel.js';
import type { CodexOptions, CodexStage } from './codexStage.js';
import { onCodex, settingsFor } from './codexStage.js';
import type { Script, Step } from './modelServer.js';
import { done, patch, submit } from './modelServer.js';

const good = [patch('good.txt', 'good'), submit, done];

/** The first engine finds the model closed; the ticket loses nothing, and the next engine, after a change of the settings, finds it open. */
function comesBack(closed: Script, waits: RegExp, words: RegExp, options: CodexOptions): Promise<void> {
  return onCodex(({ attempt }) => (attempt === 1 ? closed : good), options, async ({ stage, server, add, runs }) => {
    const id = await add('Wait');
    const first = await stage.untilIdle();
    assert.equal(first.code, 7, first.output);
    assert.match(first.output, waits);
    const { state, fields, text } = await stage.ticket(id);
    assert.deepEqual([state, fields.failures, fields.attempts], ['open', 0, 1], first.output);
    assert.match(text, new RegExp(`## Attempt 1\\n\\n${words.source}`));
    if (options.url !== undefined) {
      const hasty = await stage.untilIdle();
      assert.equal(hasty.code, 7, hasty.output);
      assert.equal((await runs(id)).length, 1, 'an engine that is started again does not hammer');
      assert.equal((await stage.sanctum('retry', 'codex')).code, 0);
    }
    await stage.repo.ports.files.write(`${stage.home}/codex.toml`, settingsFor(server.url));
    const second = await stage.untilIdle();
    assert.equal(second.code, 0, second.output);
    assert.deepEqual([(await stage.ticket(id)).state, (await runs(id)).length], ['done', 2]);
  });
}

/** Several tickets at once, all of whom find the model closed. */
function closedToThree(step: Step, play: (on: CodexStage, output: string) => Promise<void>): Promise<void> {
  return onCodex(({ ticket, attempt }) => (attempt === 1 ? [step] : [patch(`${ticket}.txt`, ticket), submit, done]), { config: { limits: { agents: 3 } } }, async (on) => {
    for (const title of ['One', 'Two', 'Three']) await on.add(title);
    const { code, output } = await on.stage.untilIdle();
    assert.equal(code, 7, output);
    await play(on, output);
  });
}

inParallel('a model that does not serve codex costs the ticket no attempt, is told in words, and is asked again later', 2, {
  'a key that is refused': () =>
    comesBack([{ status: 401 }], /WAITING: codex rests: the model's server refused the key \(401\); log in again with `codex login` — then 'sanctum retry codex'/, /codex: the model's server refused the key \(401\); log in again with `codex login`\. It said: unexpected status 401/, {}),

  'a server that refuses the connection, which an engine that is started again does not hammer': () =>
    comesBack([], /WAITING: codex rests until \d\d:\d\d: the model's server could not be reached, or broke off\n/, /codex: the model's server could not be reached, or broke off\. It said: Connection failed/, { url: 'http://127.0.0.1:9/v1' }),

  'an expired login: the engineer is asked once for three tickets': () =>
    closedToThree({ status: 401 }, async ({ stage, runs }, output) => {
      assert.equal(output.match(/WAITING/g)?.length, 1, output);
      assert.equal(output.match(/sanctum retry codex/g)?.length, 1, output);
      const status = await stage.sanctum('status');
      assert.equal(status.output.match(/codex rests: the model's server refused the key/g)?.length, 1, status.output);
      for (const id of ['0001', '0002', '0003']) assert.equal((await stage.ticket(id)).fields.failures, 0);
      assert.deepEqual((await runs('0001')).map(({ failure }) => failure), [{ cause: 'login' }]);
      await stage.repo.ports.files.write(`${stage.home}/codex.toml`, `${await stage.repo.ports.files.read(`${stage.home}/codex.toml`).then(String)}\n`);
      const second = await stage.untilIdle();
      assert.equal(second.code, 0, second.output);
    }),

  'an account that has used up what it may: all of codex rests until the reset that was stated, and the next engine knows it': () => {
    const resets = Math.floor(Date.now() / 60_000) * 60 + 7200;
    return closedToThree({ status: 429, error: { type: 'usage_limit_reached', message: 'The usage limit has been reached', plan_type: 'plus', resets_at: resets } }, async ({ stage, server, runs }, output) => {
      const until = new Date(resets * 1000);
      assert.deepEqual((await runs('0001')).map(({ failure }) => failure), [{ cause: 'quota', until: until.toISOString().replace('.000', '') }]);
      assert.match(output, new RegExp(`codex rests until (?:\\S+ )?${String(until.getHours()).padStart(2, '0')}:${String(until.getMinutes()).padStart(2, '0')}: the account has used up what it may\\n`));
      const asked = server.requests.length;
      assert.equal((await stage.untilIdle()).code, 7);
      assert.equal(server.requests.length, asked);
    });
  },
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
