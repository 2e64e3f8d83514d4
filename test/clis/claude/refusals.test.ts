import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inParallel } from '../../support/inParallel.js';
import { installedClaude } from '../installedClis.js';
import { onClaude } from './claudeStage.js';
import type { Script } from './modelServer.js';
import { done, submit, write } from './modelServer.js';

const good: Script = [write('good.txt', 'good\n'), submit, done];

inParallel('a model that does not serve Claude Code costs the ticket no attempt, is told in words, and is asked again later', 2, {
  'a key that is refused, until the engineer has changed their settings: the engine that runs goes on by itself': () =>
    onClaude(({ attempt }) => (attempt === 1 ? [{ status: 401, error: { type: 'authentication_error', message: 'invalid x-api-key' } }] : good), {}, async ({ stage, add, runs }) => {
      const id = await add('Wait');
      const engine = stage.start(['run']);
      await stage.said(engine, /WAITING: claude rests: the model's server refused the key \(401\); log in again with `claude`.*'sanctum retry claude'/);
      const { state, fields } = await stage.ticket(id);
      assert.deepEqual([state, fields.failures, fields.attempts], ['open', 0, 1], engine.output());
      await stage.repo.ports.files.write(join(stage.home, 'claude.json'), '{}');
      await stage.planSays('the ticket that is done', ({ tickets }) => tickets.get(id)?.state === 'done' || undefined);
      engine.kill('SIGINT');
      assert.equal((await engine.finished).code, 0);
      assert.equal((await runs(id)).length, 2);
    }),

  'a version that does not know a flag': () => {
    const folder = mkdtempSync(join(tmpdir(), 'sanctum-version-'));
    const other = join(folder, 'claude');
    writeFileSync(other, `#!/bin/sh\nexec ${installedClaude()} --of-tomorrow "$@"\n`, { mode: 0o755 });
    return onClaude(() => good, { environment: { SANCTUM_CLAUDE: other } }, async ({ stage, add }) => {
      const id = await add('Wait');
      const first = await stage.untilIdle();
      assert.equal(first.code, 7, first.output);
      assert.match(first.output, /0001 run ended: claude: it could not begin\. It said: unknown option '--of-tomorrow'\n.*WAITING: claude rests until/);
      assert.equal((await stage.ticket(id)).fields.failures, 0);
      await writeFile(other, `#!/bin/sh\nexec ${installedClaude()} "$@"\n`);
      assert.equal((await stage.untilIdle()).code, 0);
    }).finally(() => rmSync(folder, { recursive: true }));
  },

  'a program that is nowhere: the engine says how to get it, and starts nothing': () =>
    onClaude(() => good, { environment: { SANCTUM_CLAUDE: '/nowhere/claude' } }, async ({ stage, add }) => {
      await add('Wait');
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 7, output);
      assert.match(output, /WAITING: SANCTUM_CLAUDE names \/nowhere\/claude, and no file is there\. Install it with `npm install --global @anthropic-ai\/claude-code`/);
      const doctor = await stage.sanctum('doctor');
      assert.deepEqual([doctor.code, /✗ claude: SANCTUM_CLAUDE names/.test(doctor.output)], [1, true], doctor.output);
      await stage.sanctum('stop', '1');
      await stage.untilIdle();
    }),

  'none of it: a name that no table of models has is asked for as it is, and what is there is found by the doctor': () =>
    onClaude(() => good, { config: { roles: { coding: ['claude:some-model-of-mine'] } } }, async ({ stage, server, add }) => {
      const doctor = await stage.sanctum('doctor');
      assert.match(doctor.output, /^✓ claude: 2\.1\.329, .*\n✓ claude login: ANTHROPIC_API_KEY$/m);
      await add('Build');
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 0, output);
      assert.deepEqual(new Set(server.requests.map((request) => request.model)), new Set(['some-model-of-mine']));
    }),
});
