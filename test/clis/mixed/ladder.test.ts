import assert from 'node:assert/strict';
import type { Task } from '../agentStage.js';
import { onAgents, taskIn } from '../agentStage.js';
import { serverEnvironment } from '../claude/claudeStage.js';
import { done as claudeDone, ModelServer as ClaudeServer, shell as claudeShell, submit as claudeSubmit } from '../claude/modelServer.js';
import { done, patch, submit } from '../codex/modelServer.js';
import { installedCodex } from '../installedClis.js';
import type { PlainScript } from '../local/plainServer.js';
import { PlainServer } from '../local/plainServer.js';

const [small, middle, large] = ['gpt-oss-20b', 'gpt-oss-120b#high', 'claude-opus-4-6#max'];

/** The marker by which a gate is red once, and green when it is run again. */
const gate = 'test ! -e broken || exit 1\nif [ -e shaky ] && [ ! -e "$1/shaken" ]; then touch "$1/shaken"; exit 1; fi\n';

describe('a ladder from a small local model to one in the cloud', function () {
  this.timeout(180_000);

  it('is climbed by what is wrong with the work, and not by an outage, an expired login or a flaky gate', async () => {
    let isLoggedIn = false;
    const local = await PlainServer.start(['gpt-oss-20b', 'gpt-oss-120b'], ({ model, conversation }) => {
      if (taskIn(conversation).attempt === 1) return [{ status: 503 }];
      return [model === 'gpt-oss-20b' ? patch('broken', 'x') : patch('also-wrong', 'x'), submit, done];
    });
    const cloud = await ClaudeServer.start(() => [() => (isLoggedIn ? claudeShell('rm broken; echo shaky > shaky') : { status: 401 }), claudeSubmit, claudeDone]);
    try {
      const config = { roles: { coding: [small, middle, large] }, endpoints: { local: { url: local.url } }, limits: { attempts: 4 } };
      const environment = { ...serverEnvironment(cloud.url), SANCTUM_CODEX: installedCodex() };
      await onAgents({ config, environment, files: { 'check.sh': gate }, surprises: () => [...local.surprises, ...cloud.surprises] }, async ({ stage, add, runs }) => {
        const ticket = await add('Climb');
        const waits = async (provider: string): Promise<void> => {
          const { code, output } = await stage.untilIdle();
          assert.equal(code, 7, output);
          assert.match(output, new RegExp(`WAITING: ${provider} rests`));
          assert.equal((await stage.sanctum('retry', provider)).code, 0);
        };
        await waits('codex@local');
        await waits('claude');
        isLoggedIn = true;
        const { code, output } = await stage.untilIdle();
        assert.equal(code, 0, output);
        assert.deepEqual(
          (await runs(ticket)).map(({ model, failure }) => [model, failure?.cause]),
          [[small, 'outage'], [small, undefined], [middle, undefined], [large, 'login'], [large, undefined]],
        );
        const climbed = (await stage.snapshot()).tickets.get(ticket);
        assert.equal(climbed?.fields.failures, 2);
        assert.deepEqual(climbed.text.match(/^The next attempt is made by .*$/gm), [`The next attempt is made by ${middle}, one rung above ${small}: this one failed by its own fault.`, `The next attempt is made by ${large}, one rung above ${middle}: this one failed by its own fault.`]);
        assert.match(await stage.repo.git('grep', '-h', '^cause:', 'sanctum/plan', '--', 'verdicts'), /^cause: flaky$/m);
        const efforts = (model: string): readonly unknown[] => [...new Set(local.requests.filter((request) => request.model === model).map(({ effort }) => effort))];
        assert.deepEqual([efforts('gpt-oss-20b').includes('high'), efforts('gpt-oss-120b')], [false, ['high']]);
        assert.deepEqual([...new Set(cloud.requests.map(({ effort }) => effort))], ['max']);
        // What the models below wrote is carried along.
        assert.equal(await stage.repo.git('show', 'master:also-wrong'), 'x');
      });
    } finally {
      await local.close();
      await cloud.close();
    }
  });

  it('is not climbed by work that only does not go together with a neighbour, or that comes to a red master', async () => {
    const atWork = new Set<string>();
    let letGo: () => void = () => undefined;
    const areBothAtWork = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    let breakMaster = (): Promise<unknown> => Promise.resolve();
    const scriptFor = ({ ticket }: Task): PlainScript => {
      if (ticket === '0003') return [() => breakMaster().then(() => patch('third', 'x')), submit, done];
      if (atWork.add(ticket).size === 2) letGo();
      // The one that lands second goes on in its session, and makes peace.
      return [() => areBothAtWork.then(() => patch(ticket === '0001' ? 'left' : 'right', 'x')), submit, done, patch('peace', 'x'), submit, done];
    };
    const local = await PlainServer.start(['gpt-oss-20b', 'gpt-oss-120b'], ({ conversation }) => scriptFor(taskIn(conversation)));
    try {
      const files = { 'check.sh': 'test ! -e broken || exit 1\nif [ -e left ] && [ -e right ] && [ ! -e peace ]; then exit 1; fi\n' };
      const config = { roles: { coding: [small, middle, large] }, endpoints: { local: { url: local.url, slots: 2 } }, limits: { agents: 2 } };
      await onAgents({ config, environment: { SANCTUM_CODEX: installedCodex() }, files, surprises: () => local.surprises }, async ({ stage, add, runs }) => {
        breakMaster = () => stage.repo.commit({ broken: 'x\n' }, 'Break master');
        const neighbours = [await add('Go left'), await add('Go right')];
        const { code, output } = await stage.untilIdle();
        assert.equal(code, 0, output);
        const built = async (id: string): Promise<readonly string[]> => (await runs(id)).map(({ model }) => model);
        const models = await Promise.all(neighbours.map(built));
        assert.deepEqual([models.flat(), [...models.map(({ length }) => length)].sort()], [[small, small, small], [1, 2]]);
        assert.match(output, /red together with what landed meanwhile, and by nobody's own fault/);
        const third = await add('Come third');
        const red = await stage.untilIdle();
        assert.equal(red.code, 7, red.output);
        assert.match(red.output, /master is red/);
        await stage.repo.git('rm', '--quiet', 'broken');
        await stage.repo.git('commit', '--quiet', '-m', 'Mend master');
        const green = await stage.untilIdle();
        assert.equal(green.code, 0, green.output);
        assert.deepEqual(await built(third), [small]);
        assert.deepEqual([...(await stage.snapshot()).tickets.values()].map(({ state, fields: { failures } }) => [state, failures]), [['done', 0], ['done', 0], ['done', 0]]);
      });
    } finally {
      await local.close();
    }
  });
});
