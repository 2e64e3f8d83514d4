import { killAtRandom } from '../support/randomKills.js';
import { isWritten, putText } from '../support/reliabilityPage.js';

const count = Number(process.env['SANCTUM_KILLS'] ?? '200');

const seed = Number(process.env['SANCTUM_KILLS_SEED'] ?? '11');

describe('an engine that is killed at random moments of its work', function () {
  this.timeout(3_600_000);

  it(`has landed all in the end, each once, and left nothing: ${String(count)} kills`, async () => {
    const { kills, tickets, recoveries } = await killAtRandom(count, seed);
    const sorted = [...recoveries].sort((one, other) => one - other);
    const at = (share: number): string => `${((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) / 1000).toFixed(1)} s`;
    const words = [
      `${String(kills)} kills while ${String(tickets)} tickets were built and landed: each landed once, the audit found nothing broken, no process was left. `,
      `From the start of the next engine until it was at work again: ${at(0.5)} in the middle, ${at(0.99)} for all but one of a hundred, ${at(1)} at most.\n`,
    ].join('');
    console.log(`      ${words}`);
    if (isWritten) await putText('random kills', words);
  });
});
