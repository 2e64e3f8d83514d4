import assert from 'node:assert/strict';
import type { SimMeans } from '../../src/sim/world.js';
import { foundSeeds, scenarioOf } from '../../src/sim/scenario.js';
import { simulate } from '../../src/sim/simulate.js';
import { Coverage, rare } from './coverage.js';
import { simMeans } from './means.js';

/** As many as a quarter of a minute of one core allows. */
const seeds = 24;
/** So many more, one by one, may be asked for what those did not come to: another engine has other nights. */
const moreSeeds = 48;

/** What happens in every night, however it goes. */
const everyday = ['git: rename ref', 'git: rename index', 'git: check out', 'gate: judge', 'start detached', 'listen', 'write new: link', 'write synced: sync', 'agent: works', 'agent: asking', 'agent: weak', 'engineer: commit'];

describe('the simulated night', () => {
  let means: SimMeans;
  before(async () => {
    means = await simMeans();
  });

  it('keeps every promise, whatever goes wrong; and what can go wrong was seen to happen', async function () {
    this.timeout(280_000);
    const coverage = new Coverage();
    let landings = 0;
    const play = async (seed: number): Promise<void> => {
      const result = await simulate(scenarioOf(seed), means);
      assert.deepEqual(result.broken, [], `again: sanctum sim --seed ${String(seed)}`);
      coverage.add(result);
      landings += result.landings;
    };
    const missing = (): readonly string[] => coverage.missing().filter((one) => !rare.has(one));
    for (const seed of [...Array.from({ length: seeds }, (_, at) => at + 1), ...foundSeeds]) await play(seed);
    assert.ok(landings >= seeds, `only ${String(landings)} tickets landed in ${String(seeds)} nights`);
    assert.deepEqual(everyday.filter((site) => !coverage.seen.has(site)), []);
    for (let seed = seeds + 1; seed <= seeds + moreSeeds && missing().length > 0; seed += 1) await play(seed);
    assert.deepEqual(missing(), [], 'no seed came to it');
  });

  it('goes the same way each time it is played', async function () {
    this.timeout(60_000);
    const scenario = scenarioOf(7);
    const [one, other] = [await simulate(scenario, means), await simulate(scenario, means)];
    assert.equal(one.fingerprint, other.fingerprint);
    assert.equal(one.steps, other.steps);
    const withClone = scenarioOf(33);
    assert.equal((await simulate(withClone, means)).fingerprint, (await simulate(withClone, means)).fingerprint);
    assert.notEqual((await simulate({ ...scenario, seed: 8 }, means)).fingerprint, one.fingerprint);
  });
});
