import assert from 'node:assert/strict';
import { inParallel } from '../support/inParallel.js';
import { runsOf } from '../support/stageRuns.js';
import type { Act } from './act.js';
import { actsOfOutput, actsOnItself, leftBehind } from './actsOfProcesses.js';
import { HostileStage } from './hostileStage.js';

async function on(play: (battery: HostileStage) => Promise<void>): Promise<void> {
  const battery = await HostileStage.make('none');
  try {
    await play(battery);
    await battery.sound();
  } finally {
    await battery.close();
  }
}

const own = { write: { path: 'own.txt', text: 'own\n' } };

/** An agent whose first attempt does the act and whose next ones work; the worktree that it hands in lands, and of the engineer's nothing changed. */
async function recovers(battery: HostileStage, act: Act): Promise<void> {
  const { stage } = battery;
  const first = { steps: [own, { run: battery.script(act), 'allow-failure': true }, { submit: 'Done.' }] };
  const id = await stage.add(act.name, JSON.stringify({ attempts: [first, { steps: [own, { submit: 'Done.' }] }] }));
  await battery.freeze();
  const before = await battery.state();
  const { output } = await battery.idle();
  assert.deepEqual(await battery.state(), before);
  await battery.thaw();
  const landed = await battery.landed();
  assert.deepEqual(landed, ['own.txt'], `${output}\n${(await stage.ticket(id)).text}`);
}

inParallel('the processes and folders of an agent that nothing confines', 2, {
  [`are ended with its run, whatever it left: ${leftBehind.map(({ name }) => name).join(', ')}`]: () =>
    on(async (battery) => {
      const id = await battery.add('Leaves', leftBehind, [own]);
      await battery.idle();
      assert.deepEqual(await battery.landed(), ['own.txt']);
      assert.equal((await battery.stage.ticket(id)).state, 'done');
    }),

  [`may print what they like: ${actsOfOutput.map(({ name }) => name).join(', ')}`]: () =>
    on(async (battery) => {
      const { stage } = battery;
      const id = await stage.add('Prints', JSON.stringify({ steps: [own, ...actsOfOutput.flatMap(({ steps }) => steps), { submit: 'Done.' }] }));
      const { output } = await battery.idle();
      assert.equal((await stage.ticket(id)).state, 'done', output);
      const [run] = await runsOf(stage, { ticket: id });
      assert.ok((run?.output.length ?? 0) < 64 * 1024 * 1024);
    }),

  ...Object.fromEntries(actsOnItself.map((act) => [`are begun anew, or land, after ${act.name}; nothing of the engineer's is handed in`, () => on((battery) => recovers(battery, act))])),
});
