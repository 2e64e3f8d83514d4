import assert from 'node:assert/strict';
import { EngineStage } from '../../support/engineStage.js';
import type { Finding } from '../../../src/engine/doctor.js';
import { inParallel } from '../../support/inParallel.js';
import { installedCodex } from '../installedClis.js';
import { codexConfines, olderBubblewrap } from './codexSandbox.js';

async function on(environment: Readonly<Record<string, string>>, config: Readonly<Record<string, unknown>>, play: (stage: EngineStage) => Promise<void>): Promise<void> {
  const stage = await EngineStage.make({ environment, config });
  try {
    await play(stage);
  } finally {
    await stage.close();
  }
}

async function findings(stage: EngineStage): Promise<{ readonly code: number | undefined; readonly of: (name: string) => Finding | undefined }> {
  const { code, output } = await stage.sanctum('--json', 'doctor');
  const all = JSON.parse(output) as readonly Finding[];
  return { code, of: (name) => all.find((finding) => finding.name === name) };
}

const codexRoles = { roles: { coding: ['gpt-5.5'] } };
const noCodex = { SANCTUM_CODEX: '/nowhere/codex' };

inParallel('sanctum doctor', 2, {
  'is content with a machine that has all that the roles need, and says what there is': () =>
    on({ SANCTUM_CODEX: installedCodex(), CODEX_API_KEY: 'sk' }, codexRoles, async (stage) => {
      const { code, output } = await stage.sanctum('doctor');
      assert.equal(code, 0, output);
      assert.match(output, /^✓ git: \d+\.\d+/m);
      assert.match(output, /^✓ Node: \d+\.\d+\.\d+, \//m);
      assert.match(output, /^✓ codex: 0\.169\.0, .*vendor/m);
      assert.match(output, /^✓ codex login: CODEX_API_KEY$/m);
      assert.match(output, /^✓ tools: the server of the agents' tools starts, and lists 5 for a coding agent$/m);
      assert.match(output, /^✓ trust: /m);
      assert.match(output, /^✓ gate: sh check\.sh .* passes on [0-9a-f]{10}$/m);
      assert.match(output, /^✓ engine: none runs: `sanctum run`$/m);
      assert.match(output, /^✓ disk: \d+ MB are left/m);
    }),

  'fails for what a role needs and is missing, and names the command that mends it': () =>
    on(noCodex, codexRoles, async (stage) => {
      const { code, of } = await findings(stage);
      assert.equal(code, 1);
      assert.deepEqual([of('codex')?.ok, of('codex')?.needed], [false, true]);
      assert.match(of('codex')?.words ?? '', /npm install --global @openai\/codex/);
    }),

  'does not fail for what no role needs': () =>
    on(noCodex, {}, async (stage) => {
      const { code, output } = await stage.sanctum('doctor');
      assert.equal(code, 0, output);
      assert.match(output, /^✗ codex \(not needed\): /m);
    }),

  'tells a codex that nobody logged in, and that it can confine commands, also beside an older bubblewrap of the system': () =>
    on({ SANCTUM_CODEX: installedCodex(), PATH: `${olderBubblewrap()}:${process.env['PATH'] ?? ''}` }, { ...codexRoles, sandbox: 'auto' }, async (stage) => {
      const { code, of } = await findings(stage);
      assert.deepEqual([code, of('codex')?.ok, of('codex login')?.ok], [1, true, false]);
      assert.match(of('codex login')?.words ?? '', /`codex login`/);
      assert.equal(of('codex sandbox')?.ok, codexConfines(), of('codex sandbox')?.words);
    }),

  'tells commands that are not approved, a red master, and a plan that cannot be used': () =>
    on(noCodex, {}, async (stage) => {
      await stage.repo.ports.files.remove(`${stage.home}/trust.json`);
      const { code, of } = await findings(stage);
      assert.equal(code, 1);
      assert.match(of('trust')?.words ?? '', /`sanctum trust --hash [0-9a-f]{12}`/);
      const hash = /[0-9a-f]{12}/.exec(of('trust')?.words ?? '')?.[0] ?? '';
      assert.equal((await stage.sanctum('trust', '--hash', hash)).code, 0);
      assert.equal((await findings(stage)).code, 0);
      await stage.repo.commit({ broken: 'x\n' }, 'Break it');
      assert.match((await findings(stage)).of('gate')?.words ?? '', /is tested when the engine starts/);
      await stage.untilIdle();
      const red = await findings(stage);
      assert.deepEqual([red.code, red.of('gate')?.ok], [1, false]);
    }),

  'tells damage as it tells all else: a list of approvals that cannot be read, a ref that names nothing': () =>
    on(noCodex, {}, async (stage) => {
      const { files } = stage.repo.ports;
      const trust = `${stage.home}/trust.json`;
      const approvals = await files.read(trust);
      await files.write(trust, '{');
      const damaged = await findings(stage);
      assert.deepEqual([damaged.code, damaged.of('trust')?.ok, damaged.of('git')?.ok, damaged.of('engine')?.ok, damaged.of('disk')?.ok], [1, false, true, true, true]);
      assert.match(damaged.of('trust')?.words ?? '', /trust\.json is damaged\. Move it away/);
      await files.write(trust, approvals);
      await files.write(`${stage.repo.path}/.git/refs/heads/sanctum/plan`, '');
      const broken = await findings(stage);
      assert.deepEqual([broken.code, broken.of('refs')?.ok, broken.of('tools')?.ok], [1, false, true]);
      assert.match(broken.of('refs')?.words ?? '', /refs\/heads\/sanctum\/plan is empty, as after a loss of power\. `sanctum doctor --repair` puts it back to [0-9a-f]{40}/);
    }),

  'needs no plan and no repository to look at the machine': () =>
    on(noCodex, {}, async (stage) => {
      const { processes } = stage.repo.ports;
      const env = processes.environment();
      const { exitCode, stdout } = await processes.run({ file: process.execPath, args: [stage.programs.cli, 'doctor'], cwd: stage.repo.scratch, env });
      assert.deepEqual([exitCode, /^✗ repository \(not needed\): .* is not in a git repository/m.test(stdout.toString('utf8'))], [0, true]);
    }),
});
