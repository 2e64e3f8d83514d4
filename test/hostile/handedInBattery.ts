import assert from 'node:assert/strict';
import type { Act } from './act.js';
import type { HeldAct, RefusedAct } from './actsHandedIn.js';
import { HostileStage } from './hostileStage.js';

export interface HandedIn {
  readonly refused: readonly RefusedAct[];
  readonly leftOut: readonly Act[];
  readonly names: readonly Act[];
  readonly red: readonly Act[];
  readonly held: readonly HeldAct[];
}

const own = (name: string): readonly object[] => [{ write: { path: `own-${name}.txt`, text: 'own\n' } }];

/** Texts of a ticket that mean something to a shell, to git's trailers or to a reader of the plan. */
const speakingTitle = '$(touch "$SPRUNG"); `id` --force ${IFS} %s <script>alert(1)</script> Sanctum-Transition: land';

/** That an act was handed in and that the gate found it out: one that was never handed in does not land either. */
async function wasRed(battery: HostileStage, id: string, output: string): Promise<void> {
  const { fields, state } = await battery.stage.ticket(id);
  const { submitted, outcome } = await battery.run(id);
  assert.equal(submitted, true, `${fields.title}: ${outcome}\n${output}`);
  assert.notEqual(state, 'done', fields.title);
  assert.ok((await battery.verdicts(id)).some(({ result, cause }) => result === 'red' && cause === 'own'), `${fields.title} was never tested red: ${output}`);
}

/** Has everything handed in at once, and checks what lands of it, what is refused, and what waits for the engineer's word. */
export async function playHandedIn({ refused, leftOut, names, red, held }: HandedIn): Promise<void> {
  const battery = await HostileStage.make('none');
  const { stage } = battery;
  try {
    const refusedId = await battery.add('Refused', refused, own('refused'));
    const leftOutId = await battery.add('Left out', leftOut, own('left-out'));
    const namesId = await battery.add(speakingTitle, names, own('names'));
    const reds: string[] = [];
    // Each a tree of its own: one that was red before is not tested again.
    for (const [at, act] of red.entries()) reds.push(await battery.add(act.name, [act], own(`red-${String(at)}`)));
    const heldId = await battery.add('Held', held, own('held'));
    const { output } = await battery.idle();

    const { text, state } = await stage.ticket(refusedId);
    assert.deepEqual(refused.filter((act) => !act.refused.test(text)).map((act) => act.name), [], text);
    assert.equal(state, 'stuck', output);

    for (const id of [leftOutId, namesId]) assert.equal((await stage.ticket(id)).state, 'done', `${(await stage.ticket(id)).text}\n${output}`);
    for (const id of reds) await wasRed(battery, id, output);

    const shown = (await stage.sanctum('show', heldId)).output;
    assert.deepEqual(held.filter((act) => !shown.includes(`it ${act.held}`)).map((act) => act.name), [], shown);
    const landed = await battery.landed();
    for (const path of ['own-left-out.txt', 'own-names.txt']) assert.ok(landed.includes(path));
    for (const path of ['own-refused.txt', 'own-held.txt', ...red.map((_, at) => `own-red-${String(at)}.txt`)]) assert.ok(!landed.includes(path), path);
    // Those of names come quoted; what else landed is each ticket's own.
    const listed = landed.filter((path) => !path.startsWith('"') && !path.startsWith('own-'));
    assert.deepEqual(listed.filter((path) => ['pipe', 'socket', 'device', 'evil.log', 'check.sh', 'part.sh'].includes(path) || path.startsWith('tools/')), []);
    assert.equal(await battery.isSprung(), false, 'somebody did what a name or a title says');
    assert.equal(await stage.repo.git('show', 'master:check.sh'), await stage.repo.git('show', 'master~1:check.sh'));
    await battery.sound();
  } finally {
    await battery.close();
  }
}
