import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isWritten, putText } from '../support/reliabilityPage.js';
import { longestLife, memorySlope, soak } from '../support/soak.js';
import { plotOf } from '../support/soakPlot.js';

const minutes = Number(process.env['SANCTUM_SOAK_MINUTES'] ?? '20');

/** What is killed when, and what hangs, follow from it. */
const seed = Number(process.env['SANCTUM_SOAK_SEED'] ?? '5');

/** No engine of a project of this size has needed so much. */
const [mostMegabytes, mostDescriptors, mostProcesses] = [400, 120, 80];

describe('four agents, with faults', function () {
  this.timeout((minutes + 15) * 60_000);

  it('land all that they are given, and memory, descriptors, disk and processes stay within bounds', async () => {
    const { samples, tickets, landed, runs, mostFailures, killed } = await soak(minutes * 60, seed);
    const most = (of: (one: (typeof samples)[number]) => number): number => Math.max(...samples.map(of));
    const [megabytes, descriptors, processes, disk] = [most((one) => one.megabytes), most((one) => one.descriptors), most((one) => one.processes), most((one) => one.diskMegabytes)];
    const life = longestLife(samples);
    const lived = ((life.at(-1)?.seconds ?? 0) - (life[0]?.seconds ?? 0)) / 60;
    const words = [
      `${String(minutes)} minutes: ${String(tickets)} tickets, all landed, by ${String(runs)} runs; ${String(killed.agents)} agents, ${String(killed.runners)} runners and ${String(killed.engines)} engines were killed. `,
      `Attempts of one ticket that failed by its own fault: ${String(mostFailures)} at most; three would have left it stuck. `,
      `The engine that lived longest, ${lived.toFixed(0)} minutes, grew by ${memorySlope(life).toFixed(0)} MB an hour by its slope. At most: ${megabytes.toFixed(0)} MB, ${String(descriptors)} file descriptors, ${String(processes)} processes, ${disk.toFixed(0)} MB of disk. `,
      'In the end no process was left, and the audit found nothing broken.\n',
    ].join('');
    console.log(`      ${words}`);
    if (isWritten) {
      await writeFile(join(import.meta.dirname, '../../docs/pictures/soak.svg'), plotOf(samples));
      await putText('soak', `${words}\n![The engine's memory and file descriptors, the disk and all processes over the time](pictures/soak.svg)\n`);
    }
    assert.equal(landed, tickets);
    assert.ok(megabytes < mostMegabytes && descriptors < mostDescriptors && processes < mostProcesses, words);
  });
});
