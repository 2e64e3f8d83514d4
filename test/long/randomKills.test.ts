import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { killAtRandom } from '../support/randomKills.js';

const document = join(import.meta.dirname, '../../docs/reliability.md');

describe('an engine that is killed at random moments of its work', function () {
  this.timeout(3_600_000);

  it('has landed all in the end, each once, and left nothing: 200 kills', async () => {
    const { kills, tickets, recoveries } = await killAtRandom(200, 11);
    const sorted = [...recoveries].sort((one, other) => one - other);
    const at = (share: number): string => `${(((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) / 1000)).toFixed(1)} s`;
    const words = `${String(kills)} kills while ${String(tickets)} tickets were built and landed: each landed once, the audit found nothing broken, no process was left. From the start of the next engine until it was at work again: ${at(0.5)} in the middle, ${at(0.99)} for all but one of a hundred.\n`;
    console.log(`      ${words}`);
    if (process.env['SANCTUM_WRITE_TABLE'] === undefined) return;
    const text = await readFile(document, 'utf8');
    await writeFile(document, text.replace(/(?<=<!-- random kills -->\n)[^]*?(?=<!-- end -->)/, words));
  });
});
