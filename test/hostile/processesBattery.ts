import assert from 'node:assert/strict';
import { runsOf } from '../support/stageRuns.js';
import type { Act } from './act.js';
import type { PrintingAct } from './actsOfProcesses.js';
import { HostileStage } from './hostileStage.js';

/** Plays on a stage of its own, after which the audit finds nothing. */
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

/** Has an agent leave things behind when it hands in; `idle` waits for the end of every process. */
export function playLeftBehind(acts: readonly Act[]): Promise<void> {
  return on(async (battery) => {
    const id = await battery.add('Leaves', acts, [own]);
    await battery.idle();
    assert.deepEqual(await battery.landed(), ['own.txt']);
    assert.equal((await battery.stage.ticket(id)).state, 'done');
  });
}

/** Has an agent print, and hand in; what is kept of it is bounded. */
export function playPrinting(acts: readonly PrintingAct[]): Promise<void> {
  return on(async (battery) => {
    const { stage } = battery;
    const id = await stage.add('Prints', JSON.stringify({ steps: [own, ...acts.flatMap(({ steps }) => steps), { submit: 'Done.' }] }));
    const { output } = await battery.idle();
    assert.equal((await stage.ticket(id)).state, 'done', output);
    const [run] = await runsOf(stage, { ticket: id });
    assert.ok((run?.output.length ?? 0) < 64 * 1024 * 1024);
  });
}

/** An agent whose first attempt does the act to itself. */
export function playOnItself(act: Act): Promise<void> {
  return on((battery) => recovers(battery, act));
}

/** Two agents at work at once, of which one does the act to the other. Both hand in, and both land. */
export function playOnSibling(act: Act): Promise<void> {
  return on(async (battery) => {
    const { stage } = battery;
    const found = stage.mark('sibling');
    const victim = { write: { path: 'victim.txt', text: 'own\n' } };
    await stage.add('Suffers', JSON.stringify({ attempts: [{ steps: [victim, { run: `pwd > '${found}.new'; mv '${found}.new' '${found}'` }, { hang: true }] }, { steps: [victim, { submit: 'Done.' }] }] }));
    const waits = `while [ ! -e '${found}' ]; do sleep 0.1; done; W="$(cat '${found}')"; `;
    await battery.add('Kills', [{ ...act, run: `${waits}${act.run}` }], [own]);
    const { output } = await battery.idle();
    assert.deepEqual(await battery.landed(), ['own.txt', 'victim.txt'], output);
  });
}
