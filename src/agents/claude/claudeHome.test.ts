import assert from 'node:assert/strict';
import { readFile, readdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { TemporaryMachine } from '../../../test/support/repository.js';
import { temporaryMachine } from '../../../test/support/repository.js';
import type { ClaudeAccess } from './claudeHome.js';
import { claudeAccess, keysOf, makeClaudeHome, sessionIn, skipWelcome, whyNoLogin } from './claudeHome.js';

const now = Date.parse('2026-11-21T12:00:00Z');

/** A machine on which some files are, below its root. */
async function on(files: Readonly<Record<string, string>>, environment: Readonly<Record<string, string>>, play: (machine: TemporaryMachine, access: ClaudeAccess) => Promise<void> | void): Promise<void> {
  const machine = await temporaryMachine(environment);
  try {
    for (const [name, text] of Object.entries(files)) await machine.ports.files.write(join(machine.root, name), text);
    const access = await claudeAccess(machine.ports);
    if ('unavailable' in access) throw new Error(access.unavailable);
    await play(machine, access);
  } finally {
    await machine.dispose();
  }
}

function login(expiresAt: number): Readonly<Record<string, string>> {
  return { 'home/.claude/.credentials.json': JSON.stringify({ claudeAiOauth: { accessToken: 'good-for-hours', refreshToken: 'renews', expiresAt } }) };
}

describe('how Claude Code gets at its model', () => {
  it("is the key of the engineer's login; what renews it, their settings and their hooks stay out of the run's home", () =>
    on({ ...login(now + 1), 'home/.claude/settings.json': '{"hooks":{}}' }, {}, async ({ root, ports }, access) => {
      assert.deepEqual([whyNoLogin(access, now), keysOf(access)], [undefined, { CLAUDE_CODE_OAUTH_TOKEN: 'good-for-hours' }]);
      const folder = await makeClaudeHome(ports.files, join(root, 'run'), access, { command: ['/node', 'mcp.cjs'], env: { SANCTUM_TOKEN: 't' } });
      const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
      assert.doesNotMatch(texts.join('\n'), /good-for-hours|renews|hooks/);
      assert.equal((await stat(join(folder, 'sanctum-tools.json'))).mode & 0o777, 0o600);
    }));

  it('is not a login that has run out', () => on(login(now), {}, (_, access) => assert.match(whyNoLogin(access, now) ?? '', /ran out at 2026-11-21T12:00Z\. Start `claude` once, which renews it; for a login that lasts, set CLAUDE_CODE_OAUTH_TOKEN/)));

  it('is a key of the environment before all else, with the way to its server; and no other variable', () =>
    on(login(now), { ANTHROPIC_API_KEY: 'a', ANTHROPIC_BASE_URL: 'http://127.0.0.1:1', ANTHROPIC_AUTH_TOKEN: '', OTHER_KEY: 'o' }, (_, access) => {
      assert.deepEqual([keysOf(access), access.ways, whyNoLogin(access, now)], [{ ANTHROPIC_API_KEY: 'a' }, { ANTHROPIC_BASE_URL: 'http://127.0.0.1:1' }, undefined]);
    }));

  it('is nothing on a machine where nobody logged in, or where the login cannot be read', async () => {
    await on({}, {}, (_, access) => assert.match(whyNoLogin(access, now) ?? '', /^Claude Code is not logged in\. Log in with `claude`/));
    await on({ 'home/.claude/.credentials.json': '{"claudeAiOauth":{"accessTo' }, {}, (_, access) => assert.match(whyNoLogin(access, now) ?? '', /not logged in/));
  });

  it("is what the engineer's settings for Sanctum say, in the run's own home", () =>
    on({ 'sanctum/claude.json': '{"apiKeyHelper":"/bin/key"}' }, {}, async ({ root, ports }, access) => {
      assert.equal(whyNoLogin(access, now), undefined);
      const folder = await makeClaudeHome(ports.files, join(root, 'run'), access, undefined);
      assert.equal(await readFile(join(folder, 'settings.json'), 'utf8'), '{"apiKeyHelper":"/bin/key"}');
    }));

  it('is refused in words when settings are named that are not there, or are no settings', async () => {
    const { ports, dispose } = await temporaryMachine({ SANCTUM_CLAUDE_SETTINGS: '/nowhere.json' });
    try {
      assert.deepEqual(await claudeAccess(ports), { unavailable: 'SANCTUM_CLAUDE_SETTINGS names /nowhere.json, and no file is there.' });
    } finally {
      await dispose();
    }
    await assert.rejects(on({ 'sanctum/claude.json': '{' }, {}, () => undefined), /claude\.json are not JSON\./);
  });
});

describe('the session of a home', () => {
  it('is the one that was written to last', async () => {
    const { root, ports, dispose } = await temporaryMachine();
    try {
      assert.equal(await sessionIn(ports.files, root), undefined);
      const project = join(root, '.claude/projects/-work-tree');
      for (const name of ['01a1fd09-eda7-4f92-bbbe-d0c2dbed5f1a.jsonl', 'notes.jsonl', 'memory/x.md', '02b2fd09-eda7-4f92-bbbe-d0c2dbed5f2b.jsonl']) await ports.files.write(join(project, name), '');
      await utimes(join(project, '01a1fd09-eda7-4f92-bbbe-d0c2dbed5f1a.jsonl'), 1, 1);
      assert.equal(await sessionIn(ports.files, root), '02b2fd09-eda7-4f92-bbbe-d0c2dbed5f2b');
    } finally {
      await dispose();
    }
  });

  it('can be gone on with by hand without the welcome of a new user, and keeps what stands beside that', async () => {
    const { root, ports, dispose } = await temporaryMachine();
    try {
      const path = join(root, '.claude', '.claude.json');
      await ports.files.write(path, '{"numStartups":1}');
      await skipWelcome(ports.files, root);
      assert.deepEqual(JSON.parse(await readFile(path, 'utf8')), { numStartups: 1, hasCompletedOnboarding: true });
    } finally {
      await dispose();
    }
  });
});
