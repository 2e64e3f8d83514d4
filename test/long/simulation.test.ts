import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { scenarioOf } from '../../src/sim/scenario.js';
import { simulate } from '../../src/sim/simulate.js';
import { Coverage } from '../sim/coverage.js';
import { simMeans } from '../sim/means.js';
import { isWritten, putRows } from '../support/reliabilityPage.js';

/** How long seeds are played. `SANCTUM_SIM_MINUTES` says otherwise. */
const minutes = Number(process.env['SANCTUM_SIM_MINUTES'] ?? '20');
/** The first seed: those before are played each time. `SANCTUM_SIM_FROM` names another. */
const first = Number(process.env['SANCTUM_SIM_FROM'] ?? '1000');

const columns = ['seeds', 'at commit', 'steps', 'faults', 'landings', 'seeds that broke something'];

function presentCommit(): string {
  return spawnSync('git', ['rev-parse', '--short=10', 'HEAD'], { encoding: 'utf8' }).stdout.trim();
}

describe('simulated nights, as many as the time allows', () => {
  it('keep every promise, and come to all that can happen', async function () {
    this.timeout(minutes * 60_000 + 120_000);
    const [means, coverage, commit] = [await simMeans(), new Coverage(), presentCommit()];
    const until = performance.now() + minutes * 60_000;
    const broken: string[] = [];
    let [seed, steps, faults, landings] = [first, 0, 0, 0];
    for (; performance.now() < until; seed += 1) {
      const result = await simulate(scenarioOf(seed), means);
      steps += result.steps;
      faults += result.faults;
      landings += result.landings;
      coverage.add(result);
      if (result.broken.length > 0) {
        broken.push(`sanctum sim --seed ${String(seed)}: ${result.broken.join('; ')}`);
        process.stdout.write(`${broken.at(-1) ?? ''}\n`);
      }
    }
    process.stdout.write(`seeds ${String(first)} to ${String(seed - 1)}: ${String(steps)} steps, ${String(faults)} faults, ${String(broken.length)} broken\n`);
    if (isWritten) await putRows('ledger', columns, [[`${String(first)} to ${String(seed - 1)}`, commit, steps, faults, landings, broken.length]]);
    assert.deepEqual(broken, []);
    assert.deepEqual(coverage.missing(), []);
  });
});
