import assert from 'node:assert/strict';
import type { Act } from './act.js';
import type { Confinement } from './hostileStage.js';
import { HostileStage } from './hostileStage.js';

/**
 * Plays acts that name nothing outside: each list in one worktree, each trap in one of its own. Fails where a single byte of the engineer's changed,
 * a trap was sprung, something lives on, or anything landed but the one file that each ticket is about.
 */
export async function playWithin(confinement: Confinement, lists: Readonly<Record<string, readonly Act[]>>, traps: readonly Act[]): Promise<void> {
  const battery = await HostileStage.make(confinement);
  try {
    const tickets = new Map<string, string>();
    const tried = [...Object.entries(lists), ...traps.map((one) => [one.name, [one]] as const)];
    for (const [at, [title, acts]] of tried.entries()) {
      const path = `own-${String(at)}.txt`;
      tickets.set(await battery.add(title, acts, [{ write: { path, text: `${title}\n` } }]), path);
    }
    await battery.freeze();
    const before = await battery.state();
    const { output } = await battery.idle();
    assert.deepEqual(await battery.state(), before, 'the engineer has something else than before');
    assert.equal(await battery.isSprung(), false, 'somebody ran what an agent left');
    for (const id of tickets.keys()) {
      const { fields } = await battery.stage.ticket(id);
      const run = await battery.run(id);
      assert.deepEqual([run.reason, run.submitted, run.containment], ['exited', true, confinement === 'none' ? 'detected' : 'contained'], `${fields.title}: ${run.outcome}\n${output}`);
    }
    await battery.thaw();
    assert.deepEqual([...(await battery.landed())].sort(), [...tickets.values()].sort());
    assert.equal(await battery.isSprung(), false, 'somebody ran what an agent left');
    await battery.sound();
  } finally {
    await battery.close();
  }
}
