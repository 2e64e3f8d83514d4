import assert from 'node:assert/strict';
import type { TransitionName } from '../../src/plan/lifecycle.js';
import { lifecycle } from '../../src/plan/lifecycle.js';
import type { SimMeans } from '../../src/sim/world.js';
import { faultKinds, scenarioOf } from '../../src/sim/scenario.js';
import { simulate } from '../../src/sim/simulate.js';
import { notPlayed, rare } from './coverage.js';
import { simMeans } from './means.js';

/** As many as half a minute of one core allows. */
const seeds = 24;
/** Seeds that once broke something; they are played for ever. */
const foundSeeds = [1045, 1161, 1449];

/** What happens in every night, however it goes. */
const everyday = ['git: rename ref', 'git: rename index', 'git: check out', 'gate: judge', 'start detached', 'listen', 'link', 'sync', 'agent: works', 'agent: asking', 'agent: weak', 'engineer: commit'];

describe('the simulated night', () => {
  let means: SimMeans;
  before(async () => {
    means = await simMeans();
  });

  it('keeps every promise, whatever goes wrong; and each kind of fault was seen to happen', async function () {
    this.timeout(280_000);
    const sites = new Set<string>();
    let landings = 0;
    const transitions = new Set<string>();
    for (const seed of [...Array.from({ length: seeds }, (_, at) => at + 1), ...foundSeeds]) {
      const result = await simulate(scenarioOf(seed), means);
      assert.deepEqual(result.broken, [], `again: sanctum sim --seed ${String(seed)}`);
      for (const site of result.sites.keys()) sites.add(site);
      for (const name of result.transitions) transitions.add(name);
      landings += result.landings;
    }
    assert.ok(landings >= seeds, `only ${String(landings)} tickets landed in ${String(seeds)} nights`);
    const unseen = [...everyday, ...[...faultKinds].map((kind) => `fault: ${kind}`)].filter((site) => !sites.has(site));
    assert.deepEqual(unseen, []);
    const untouched = (Object.keys(lifecycle) as TransitionName[]).filter((name) => !transitions.has(name) && notPlayed[name] === undefined && !rare.includes(name));
    assert.deepEqual(untouched, [], 'transitions that no seed came to');
    const strikes = [...sites].filter((site) => /^(?:all )?died /.test(site));
    assert.ok(strikes.length >= 20, `crashes fell on ${String(strikes.length)} kinds of calls only`);
  });

  it('goes the same way each time it is played', async function () {
    this.timeout(60_000);
    const scenario = scenarioOf(7);
    const [one, other] = [await simulate(scenario, means), await simulate(scenario, means)];
    assert.equal(one.fingerprint, other.fingerprint);
    assert.equal(one.steps, other.steps);
    assert.notEqual((await simulate({ ...scenario, seed: 8 }, means)).fingerprint, one.fingerprint);
  });
});
