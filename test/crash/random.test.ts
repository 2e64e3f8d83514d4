import { killAtRandom } from '../support/randomKills.js';

describe('an engine that is killed at random moments of its work', function () {
  this.timeout(240_000);

  it('has landed all in the end, each once, and left nothing: 10 kills', async () => {
    const { kills, recoveries } = await killAtRandom(10, 7);
    const sorted = [...recoveries].sort((one, other) => one - other);
    console.log(`      ${String(kills)} kills; a new engine was at work after ${String(Math.round(sorted[sorted.length >> 1] ?? 0))} ms in the middle, ${String(Math.round(sorted.at(-1) ?? 0))} ms at most`);
  });
});
