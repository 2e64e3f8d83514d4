import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KilledCalls } from '../support/killedCalls.js';
import { killAtCalls, killedWorks } from '../support/killedCalls.js';

const document = join(import.meta.dirname, '../../docs/reliability.md');

/** Fewer than all, where somebody has less time. */
const most = process.env['SANCTUM_KILLS'] === undefined ? undefined : Number(process.env['SANCTUM_KILLS']);

describe('Sanctum, killed before and after every call that changes something', function () {
  this.timeout(4 * 3_600_000);
  const done: KilledCalls[] = [];

  for (const work of killedWorks) {
    it(`is recovered by a restart alone: ${work.name}`, async () => {
      const result = await killAtCalls(work, most);
      console.log(`      ${String(result.calls)} calls, ${String(result.kills)} kills`);
      assert.deepEqual(result.failures, []);
      done.push(result);
    });
  }

  after(async () => {
    if (process.env['SANCTUM_WRITE_TABLE'] === undefined) return;
    const rows = done.map(({ work, calls, kills }) => `| ${work} | ${String(calls)} | ${String(kills)} |`);
    const table = `| what was killed | calls that change something | kills, all recovered by a restart alone |\n|---|---|---|\n${rows.join('\n')}\n`;
    const text = await readFile(document, 'utf8');
    await writeFile(document, text.replace(/(?<=<!-- calls -->\n)[^]*?(?=<!-- end -->)/, table));
  });
});
