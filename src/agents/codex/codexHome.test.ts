import assert from 'node:assert/strict';
import { mkdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { TemporaryMachine } from '../../../test/support/repository.js';
import { temporaryMachine } from '../../../test/support/repository.js';
import type { CodexAccess } from './codexHome.js';
import { codexAccess, makeCodexHome, mayReachModel, threadIn } from './codexHome.js';

/** A machine on which some files are, below its root. */
async function on(files: Readonly<Record<string, string>>, environment: (root: string) => Readonly<Record<string, string>>, play: (machine: TemporaryMachine, access: CodexAccess) => Promise<void>): Promise<void> {
  const made = await temporaryMachine();
  const more = environment(made.root);
  const ports = { ...made.ports, processes: Object.assign(Object.create(made.ports.processes) as typeof made.ports.processes, { environment: () => ({ ...made.ports.processes.environment(), ...more }) }) };
  try {
    for (const [name, text] of Object.entries(files)) await ports.files.write(join(made.root, name), text);
    const access = await codexAccess(ports);
    if ('unavailable' in access) throw new Error(access.unavailable);
    await play({ ...made, ports }, access);
  } finally {
    await made.dispose();
  }
}

describe('how codex gets at its model', () => {
  it("is the engineer's login, as a link, so that a renewed one is theirs too; their configuration stays out", () =>
    on({ 'home/.codex/auth.json': '{}', 'home/.codex/config.toml': 'model = "mine"' }, () => ({}), async ({ root, ports }, access) => {
      assert.ok(mayReachModel(access));
      const home = join(root, 'run');
      await makeCodexHome(ports.files, home, access);
      const folder = await makeCodexHome(ports.files, home, access);
      assert.deepEqual([await readlink(join(folder, 'auth.json')), await readFile(join(folder, 'config.toml'), 'utf8')], [join(root, 'home/.codex/auth.json'), '']);
    }));

  it('is a key of the environment, or one that the settings name, and no other', () =>
    on({ 'sanctum/codex.toml': '[model_providers.x]\nenv_key = "X_KEY"\n' }, () => ({ CODEX_API_KEY: 'a', X_KEY: 'b', Y_KEY: 'c' }), async (_, access) => {
      assert.deepEqual([access.keys, mayReachModel(access)], [{ CODEX_API_KEY: 'a', X_KEY: 'b' }, true]);
    }));

  it('is nothing on a machine where nobody logged in', () => on({}, () => ({}), async (_, access) => assert.equal(mayReachModel(access), false)));

  it("is what the engineer's settings for Sanctum say, in the run's own home", () =>
    on({ 'mine.toml': 'model_provider = "local"\n' }, (root) => ({ SANCTUM_CODEX_CONFIG: join(root, 'mine.toml') }), async ({ root, ports }, access) => {
      assert.ok(mayReachModel(access));
      const folder = await makeCodexHome(ports.files, join(root, 'run'), access);
      assert.equal(await readFile(join(folder, 'config.toml'), 'utf8'), 'model_provider = "local"\n');
    }));

  it('is refused in words when settings are named that are not there', async () => {
    const { ports, dispose } = await temporaryMachine({ SANCTUM_CODEX_CONFIG: '/nowhere.toml' });
    try {
      assert.deepEqual(await codexAccess(ports), { unavailable: 'SANCTUM_CODEX_CONFIG names /nowhere.toml, and no file is there.' });
    } finally {
      await dispose();
    }
  });
});

describe('the thread of a home', () => {
  it('is the one that was begun last', async () => {
    const { root, ports, dispose } = await temporaryMachine();
    try {
      assert.equal(await threadIn(ports.files, root), undefined);
      const day = join(root, '.codex/sessions/2026/11/21');
      await mkdir(day, { recursive: true });
      for (const [time, id] of [['07-37-28', '1a'], ['07-38-00', '2b']]) {
        await ports.files.write(join(day, `rollout-2026-11-21T${time ?? ''}-01a1fd09-eda7-7f92-bbbe-d0c2dbed5f${id ?? ''}.jsonl`), '');
      }
      assert.equal(await threadIn(ports.files, root), '01a1fd09-eda7-7f92-bbbe-d0c2dbed5f2b');
    } finally {
      await dispose();
    }
  });
});
