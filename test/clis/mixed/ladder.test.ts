import assert from 'node:assert/strict';
import { onAgents, taskIn } from '../agentStage.js';
import { serverEnvironment } from '../claude/claudeStage.js';
import { done as claudeDone, ModelServer as ClaudeServer, shell as claudeShell, submit as claudeSubmit } from '../claude/modelServer.js';
import { done, patch, submit } from '../codex/modelServer.js';
import { installedCodex } from '../installedClis.js';
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
});
