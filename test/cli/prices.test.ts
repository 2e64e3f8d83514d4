import assert from 'node:assert/strict';
import type { Prices } from '../../src/plan/prices.js';
import { readPrices } from '../../src/plan/prices.js';
import { shippedPrices } from '../../src/plan/shippedPrices.js';
import { EngineStage } from '../support/engineStage.js';
import { PlainPlan } from '../support/plainPlan.js';

describe('sanctum prices', function () {
  this.timeout(120_000);

  it("shows what the models of all roles cost and where that is from, brings the table up to date and keeps the engineer's own rows; one that cannot be read is said, and never overwritten", async () => {
    const stage = await EngineStage.make({ config: { roles: { architect: ['gpt-5.5'], manager: ['gpt-5.5'], coding: ['gpt-oss-20b', 'opencode:lab/new'] }, endpoints: { local: { url: 'http://127.0.0.1:1/v1' } } } });
    try {
      const { source, dated } = shippedPrices;
      const models = ['gpt-5.5  $5.00 read, $0.50 from the cache, $30.00 written, for a million tokens', 'gpt-oss-20b  nothing: it runs at an endpoint without a key'];
      const unknown = 'opencode:lab/new  no price: what its agent tells counts, or nothing. Add it to prices.json';
      const says = async (origin: string, ...rows: readonly string[]): Promise<void> => {
        const { code, output } = await stage.sanctum('prices');
        assert.deepEqual([code, output], [0, `${[origin, '', ...rows].join('\n')}\n`]);
      };
      const planned = async (): Promise<Prices> => readPrices(await stage.repo.git('show', 'sanctum/plan:prices.json'));
      const plan = new PlainPlan(stage.repo);

      await says(`The plan has no prices; those that Sanctum ships count (${source}, ${dated}). Write them down: sanctum prices --update`, ...models, unknown);

      const own = { 'opencode:lab/new': { hour: 6 }, 'gpt-5.5': { input: 1, output: 2 } };
      await plan.commit({ 'prices.json': JSON.stringify({ version: 1, dated: '2025-01-01', source: 'by hand', models: own }) });
      await says('prices.json on the plan: by hand, 2025-01-01', 'gpt-5.5  $1.00 read, $2.00 written, for a million tokens', models[1] ?? '', 'opencode:lab/new  $6.00 for an hour of a run');
      const told = JSON.parse((await stage.sanctum('prices', '--json')).output) as object;
      assert.deepEqual(told, { dated: '2025-01-01', source: 'by hand', onPlan: true, models: [{ model: 'gpt-5.5', price: own['gpt-5.5'] }, { model: 'gpt-oss-20b', price: { hour: 0 } }, { model: 'opencode:lab/new', price: { hour: 6 } }] });

      assert.equal((await stage.sanctum('prices', '--update')).code, 0);
      assert.deepEqual(await planned(), { ...shippedPrices, models: { 'opencode:lab/new': { hour: 6 }, ...shippedPrices.models } });
      await says(`prices.json on the plan: ${source}, ${dated}`, ...models, 'opencode:lab/new  $6.00 for an hour of a run');
      assert.deepEqual((await stage.look()).broken, []);

      const broken = '{ "version": 1, "models": { "mine": 3 } }';
      await plan.commit({ 'prices.json': broken });
      const refused = await stage.sanctum('prices', '--update');
      assert.notEqual(refused.code, 0);
      assert.match(refused.output, /prices\.json on the branch sanctum\/plan cannot be read, and its own rows would be lost: .*Mend it, or remove it, first\./);
      assert.equal(await stage.repo.git('show', 'sanctum/plan:prices.json'), broken);
      assert.match((await stage.sanctum('prices')).output, /^prices\.json on the plan cannot be read: .*; those that Sanctum ships count/);
    } finally {
      await stage.close();
    }
  });
});
