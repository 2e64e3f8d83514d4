import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { HostileStage } from '../hostile/hostileStage.js';
import type { SmallDisk } from '../support/smallDisk.js';
import { smallDisk } from '../support/smallDisk.js';

const megabytes = 48;
const own = { write: { path: 'own.txt', text: 'own\n' } };

describe('an agent that fills the disk on which the repository and all of Sanctum lie', function () {
  this.timeout(120_000);
  let disk: SmallDisk | undefined;
  let battery: HostileStage | undefined;

  before(async function () {
    disk = await smallDisk(megabytes);
    if (disk === undefined) return this.skip();
    const { TMPDIR } = process.env;
    process.env['TMPDIR'] = disk.path;
    try {
      battery = await HostileStage.make('none', 1);
    } finally {
      if (TMPDIR === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = TMPDIR;
    }
  });

  after(async () => {
    await battery?.close();
    await disk?.unmount();
  });

  it('stops the work, which says so, and costs nothing: once there is room again, the ticket is built and lands', async () => {
    assert.ok(battery !== undefined && disk !== undefined);
    const { stage } = battery;
    const fills = { name: 'a file as large as the disk', run: `pwd > '${stage.mark('where')}'; head -c ${String(megabytes)}M /dev/zero > fill.log || true` };
    const id = await stage.add(fills.name, JSON.stringify({ attempts: [{ steps: [own, { run: battery.script(fills) }, { submit: 'Done.' }] }, { steps: [own, { submit: 'Done.' }] }] }));
    const before = await battery.state();

    const filled = await battery.idle();
    assert.ok(disk.free() < 1024, `${String(disk.free())} KB are free`);
    assert.match(filled.output, /The disk is full\. Make room, then try again\./);
    const again = await stage.untilIdle();
    assert.equal(again.code, 1, again.output);
    assert.match(again.output, /The disk is full\. Make room, then try again\./);
    await stage.quiet();
    assert.deepEqual(await battery.state(), before, 'the engineer has something else than before');
    assert.deepEqual(await battery.landed(), []);

    await rm(`${(await stage.markText('where')).trim()}/fill.log`);
    const mended = await battery.idle();
    const { state, fields } = await stage.ticket(id);
    assert.deepEqual([state, fields.failures], ['done', 0], mended.output);
    assert.deepEqual(await battery.landed(), ['own.txt']);
    await battery.sound();
  });
});
