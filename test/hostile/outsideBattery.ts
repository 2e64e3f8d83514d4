import assert from 'node:assert/strict';
import { Pool } from '../support/pool.js';
import type { Detected, OutsideAct } from './actsOutside.js';
import type { Confinement } from './hostileStage.js';
import { HostileStage } from './hostileStage.js';

/** What became of an act that names another place than its worktree. */
export interface OutsideOutcome {
  readonly act: OutsideAct;
  readonly seen: Detected;
}

/** An engine begins no more than twenty runs a minute that come to nothing. */
const mostTogether = 15;

/** Plays the acts on as many repositories as it takes, two at a time. */
export async function playOutside(confinement: Confinement, acts: readonly OutsideAct[]): Promise<readonly OutsideOutcome[]> {
  const pool = new Pool(2);
  const parts = Array.from({ length: Math.ceil(acts.length / mostTogether) }, (_, at) => acts.slice(at * mostTogether, (at + 1) * mostTogether));
  return (await Promise.all(parts.map((part) => pool.run(() => playPart(confinement, part))))).flat();
}

/**
 * Plays the acts, one run after the other. Without a sandbox each must be noticed as was promised, and nothing of a quarantined run may land; with
 * one, nothing of the engineer's may change.
 */
async function playPart(confinement: Confinement, acts: readonly OutsideAct[]): Promise<readonly OutsideOutcome[]> {
  const battery = await HostileStage.make(confinement, 1);
  const { stage } = battery;
  try {
    const tickets: { readonly id: string; readonly act: OutsideAct }[] = [];
    for (const [at, act] of acts.entries()) {
      const run = { run: battery.script(act), ...(confinement === 'none' ? {} : { 'allow-failure': true }) };
      const steps = [run, { write: { path: `own-${String(at)}.txt`, text: 'own\n' } }, { submit: 'Done.' }];
      tickets.push({ id: await stage.add(act.name, JSON.stringify({ steps })), act });
    }
    await battery.freeze();
    const [before, beside] = [await battery.state(), await stage.repo.ports.files.list(stage.root)];
    const { output } = await battery.idle();
    if (confinement === 'bubblewrap') {
      assert.deepEqual(await battery.state(), before);
      assert.deepEqual((await stage.repo.ports.files.list(stage.root)).map(({ name }) => name).sort(), [...new Set([...beside.map(({ name }) => name), 'sanctum'])].sort());
    }
    const outcomes: OutsideOutcome[] = [];
    const wrong: string[] = [];
    for (const { id, act } of tickets) {
      const run = await battery.run(id).catch((error: unknown) => assert.fail(`${String(error)}: ${output.slice(-3000)}`));
      const seen = run.reason === 'quarantined' ? 'quarantined' : (run.surroundings?.meanwhile.length ?? 0) > 0 ? 'recorded' : 'not seen';
      const expected = confinement === 'none' ? act.becomes : 'not seen';
      if (seen !== expected || (confinement === 'none' && run.reason !== 'quarantined' && !run.submitted)) wrong.push(`${act.name}: ${seen} (${run.outcome}; ${run.surroundings?.meanwhile.join(', ') ?? ''})`);
      if (run.containment !== (confinement === 'none' ? 'detected' : 'contained')) wrong.push(`${act.name}: ${run.containment}`);
      const { state } = await stage.ticket(id);
      if (run.reason === 'quarantined' && state !== 'stuck') wrong.push(`${act.name}: quarantined, and ${state}`);
      outcomes.push({ act, seen });
    }
    assert.deepEqual(wrong, []);
    assert.deepEqual(await battery.landed(), []);
    return outcomes;
  } finally {
    await battery.close();
  }
}
