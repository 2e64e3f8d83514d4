import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isWritten, putText } from '../support/reliabilityPage.js';
import { memorySlope, soak } from '../support/soak.js';
import { plotOf } from '../support/soakPlot.js';

const minutes = Number(process.env['SANCTUM_SOAK_MINUTES'] ?? '20');

/** No engine of a project of this size has needed so much. */
const [mostMegabytes, mostDescriptors, mostProcesses] = [400, 120, 80];

describe('four agents, with faults', function () {
  this.timeout((minutes + 15) * 60_000);

  it('land all that they are given, and memory, descriptors, disk and processes stay within bounds', async () => {
    const { samples, tickets, landed, killed } = await soak(minutes * 60, 5);
    const most = (of: (one: (typeof samples)[number]) => number): number => Math.max(...samples.map(of));
    const [megabytes, descriptors, processes, disk] = [most((one) => one.megabytes), most((one) => one.descriptors), most((one) => one.processes), most((one) => one.diskMegabytes)];
    const slope = memorySlope(samples);
    const words = [
      `${String(minutes)} minutes: ${String(tickets)} tickets, all ${String(landed)} landed; ${String(killed.agents)} agents, ${String(killed.runners)} runners and ${String(killed.engines)} engines were killed. `,
      `The engine that lived longest: ${slope.toFixed(0)} MB an hour by its slope. At most: ${megabytes.toFixed(0)} MB, ${String(descriptors)} file descriptors, ${String(processes)} processes, ${disk.toFixed(0)} MB of disk. `,
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
