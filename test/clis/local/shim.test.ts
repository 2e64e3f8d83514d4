import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually.js';
import { inParallel } from '../../support/inParallel.js';
import { done, patch, shell, submit } from '../codex/modelServer.js';
import type { LocalStage } from './localStage.js';
import { onLocal } from './localStage.js';

const codex = /\/bin\/codex exec /;
const hang = new Promise<never>(() => undefined);

/** The address of the shim, as whoever lists the processes of the machine can read it. */
async function shimOf({ stage }: LocalStage): Promise<string> {
  const command = await eventually('codex at work', () => stage.processes().find((one) => codex.test(one.command))?.command);
  return /base_url="(http:\/\/127\.0\.0\.1:\d+\/v1)"/.exec(command)?.[1] ?? '';
}

async function ask(shim: string, token: string): Promise<number | 'gone'> {
  try {
    return (await fetch(`${shim}/responses`, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: '{}' })).status;
  } catch {
    return 'gone';
  }
}

inParallel('the shim of a run at an endpoint', 2, {
  'serves nobody without its token, and is gone when codex was killed; the session goes on with another': () =>
    onLocal(
      () => [shell('echo half > work.txt'), () => hang, shell('echo whole >> work.txt'), submit, done],
      {},
      async (on) => {
        const { stage, add, asked, runs } = on;
        const id = await add('Survive');
        const engine = stage.start(['run', '--until-idle']);
        await eventually('the second request', () => asked(id).length === 2 || undefined);
        const shim = await shimOf(on);
        assert.deepEqual([await ask(shim, 'x'), await ask(shim, '')], [401, 401]);
        process.kill(stage.processes().find(({ command }) => codex.test(command))?.pid ?? 0, 'SIGKILL');
        const { code, output } = await engine.finished;
        assert.equal(code, 0, output);
        assert.equal(await ask(shim, 'x'), 'gone');
        assert.equal(await stage.repo.git('show', 'master:work.txt'), 'half\nwhole');
        assert.equal((await runs(id)).length, 2);
      },
    ),

  'is gone when the engineer stops the run': () =>
    onLocal(
      () => [patch('a.txt', 'a'), () => hang],
      {},
      async (on) => {
        const { stage, add, asked } = on;
        const id = await add('Stop');
        const engine = stage.start(['run']);
        await eventually('the second request', () => asked(id).length === 2 || undefined);
        const shim = await shimOf(on);
        assert.equal((await stage.sanctum('stop', id)).code, 0);
        await eventually('no codex', () => (stage.processes().some(({ command }) => codex.test(command) || command.includes('local.cjs')) ? undefined : true));
        assert.equal(await ask(shim, 'x'), 'gone');
        await stage.planSays('the run collected', ({ tickets }) => tickets.get(id)?.fields.run === undefined || undefined);
        engine.kill('SIGTERM');
        await engine.finished;
      },
    ),

  'says in words that the endpoint cannot be reached; the ticket loses nothing': () =>
    onLocal(() => [], { config: { endpoints: { local: { url: 'http://127.0.0.1:9/v1' } } } }, async ({ stage, add }) => {
      const id = await add('Wait');
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 7, output);
      assert.match(output, /0001 run ended: codex: the model's server failed \(502\)\. It said: .*The endpoint local \(http:\/\/127\.0\.0\.1:9\/v1\) cannot be reached: connect ECONNREFUSED[^]*WAITING: codex@local rests until/);
      const { state, fields } = await stage.ticket(id);
      assert.deepEqual([state, fields.failures], ['open', 0]);
    }),

  'is not even started for an endpoint that the plan does not name, or whose key is missing': () =>
    onLocal(() => [], { config: { roles: { coding: ['gpt-oss-120b@elsewhere'] } } }, async ({ stage, add, server }) => {
      const id = await add('Wait');
      const first = await stage.untilIdle();
      assert.match(first.output, /sanctum\.json names no endpoint "elsewhere"\. Those there are: local\./);
      await stage.configure((config) => ({ ...config, roles: { ...config.roles, coding: ['gpt-oss-120b'] }, endpoints: { local: { url: server.url, keyVariable: 'NOT_SET' } } }));
      const second = await stage.untilIdle();
      assert.match(second.output, /the commands of this plan are not approved on this machine/);
      const hash = /trust --hash ([0-9a-f]{12})/.exec(second.output)?.[1] ?? '';
      const trusted = await stage.sanctum('trust', '--hash', hash);
      assert.match(trusted.output, /send to the endpoint local: http:\/\/127\.0\.0\.1:\d+\/v1, with the key in NOT_SET/);
      const third = await stage.untilIdle();
      assert.match(third.output, /The endpoint local has its key in NOT_SET, which is not set where Sanctum is started\./);
      assert.equal((await stage.sanctum('stop', id)).code, 0);
      await stage.untilIdle();
    }),
});
