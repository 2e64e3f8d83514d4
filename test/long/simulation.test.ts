import assert from 'node:assert/strict';
import type { TransitionName } from '../../src/plan/lifecycle.js';
import { lifecycle } from '../../src/plan/lifecycle.js';
import { scenarioOf } from '../../src/sim/scenario.js';
import { simulate } from '../../src/sim/simulate.js';
import { notPlayed } from '../sim/coverage.js';
import { simMeans } from '../sim/means.js';

/** How long seeds are played. In milliseconds. */
const patience = 20 * 60_000;
/** The first seed: those before are played each time. `SANCTUM_SIM_FROM` names another. */
const first = Number(process.env['SANCTUM_SIM_FROM'] ?? '1000');

describe('simulated nights, twenty minutes of them', () => {
  it('keep every promise', async function () {
    this.timeout(patience + 120_000);
    const means = await simMeans();
    const until = performance.now() + patience;
    const broken: string[] = [];
    const transitions = new Set<string>();
    let [seed, steps, faults] = [first, 0, 0];
    for (; performance.now() < until; seed += 1) {
      const result = await simulate(scenarioOf(seed), means);
      steps += result.steps;
      faults += result.faults;
      for (const name of result.transitions) transitions.add(name);
      if (result.broken.length > 0) broken.push(`sanctum sim --seed ${String(seed)}: ${result.broken.join('; ')}`);
    }
    process.stdout.write(`seeds ${String(first)} to ${String(seed - 1)}: ${String(steps)} steps, ${String(faults)} faults, ${String(broken.length)} broken\n`);
    assert.deepEqual(broken, []);
    const untouched = (Object.keys(lifecycle) as TransitionName[]).filter((name) => !transitions.has(name) && notPlayed[name] === undefined);
    assert.deepEqual(untouched, [], 'transitions that no seed came to');
  });
});
