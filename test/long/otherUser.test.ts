import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Who is nobody on every Linux: a user that owns no file. */
const nobody = 65534;

/** So long they may take, in milliseconds; they are ended then, and what they said so far is told. */
const longest = 1_740_000;

/** Runs tests as a user that is not root, with a home and a temporary folder of its own. How they ended, and what they said. */
async function testAs(user: number, files: string): Promise<{ readonly code: number | null; readonly said: string }> {
  const place = await mkdtemp(join(tmpdir(), 'sanctum-user-'));
  const [HOME, TMPDIR] = [join(place, 'home'), join(place, 'tmp')];
  try {
    for (const folder of [HOME, TMPDIR]) await mkdir(folder);
    for (const folder of [place, HOME, TMPDIR]) await chown(folder, user, user);
    const { PATH } = process.env;
    const tests = spawn(process.execPath, [join(root, 'node_modules/mocha/bin/mocha.js'), files], { cwd: root, uid: user, gid: user, env: { PATH, HOME, TMPDIR }, stdio: ['ignore', 'pipe', 'pipe'], timeout: longest, killSignal: 'SIGINT' });
    let said = '';
    for (const stream of [tests.stdout, tests.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    await once(tests, 'close');
    // Tests that were ended are done with none that failed.
    return { code: tests.killed ? null : tests.exitCode, said };
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

describe('hostile agents and repositories, played by a user whom the modes of files hold back', function () {
  this.timeout(longest + 60_000);

  it('do no more than they do to root', async function () {
    // Only root may become somebody else; who is somebody else plays them so by `npm test`.
    if (process.getuid?.() !== 0) this.skip();
    const { code, said } = await testAs(nobody, 'test/hostile/*.test.ts');
    assert.equal(code, 0, said);
  });
});
