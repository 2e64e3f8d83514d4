import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import type { FuzzRow } from '../fuzz/rows.js';
import { fuzzTable } from '../fuzz/rows.js';
import { nodePorts } from '../../src/platform/ports.js';
import { isWritten, putText } from '../support/reliabilityPage.js';

/** Of each parser. */
const inputs = Number(process.env['SANCTUM_FUZZ'] ?? 100_000);

/** What they are follows from it. */
const seed = Number(process.env['SANCTUM_FUZZ_SEED'] ?? randomInt(2 ** 31 - 1));

describe(`every parser, given ${String(inputs)} inputs by seed ${String(seed)}`, function () {
  this.timeout(3_600_000);

  it('takes each or refuses it, and does nothing else', async () => {
    const { processes } = nodePorts();
    const main = join(import.meta.dirname, '../fuzz/main.ts');
    const { exitCode, stdout, stderr } = await processes.run({ file: process.execPath, args: ['--import', 'tsx', main, String(inputs), String(seed)], cwd: join(import.meta.dirname, '../..'), env: processes.environment() });
    assert.equal(exitCode, 0, stderr.toString('utf8'));
    const rows = JSON.parse(stdout.toString('utf8')) as readonly FuzzRow[];
    if (isWritten) await putText('parsers', fuzzTable(rows));
  });
});
