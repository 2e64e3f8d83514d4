import assert from 'node:assert/strict';
import { EngineStage } from './engineStage.js';
import { seededChances } from './seeded.js';

export interface RandomKills {
  readonly kills: number;
  readonly tickets: number;
  /** From the start of each engine that followed a kill until it said that it runs, in milliseconds. */
  readonly recoveries: readonly number[];
}

/** As many tickets as are on one plan at a time. */
const ticketsAtOnce = 4;

/** A kill later than so many milliseconds after the start of an engine would often find it idle. */
const longestLife = 2500;

/**
 * Kills a real engine with `SIGKILL` at random moments while it builds and lands, and starts another, until there were as many kills. Fails where in the end a
 * ticket is not done, landed twice, the audit finds something, the engineer's files are other ones, or a process lives.
 */
export async function killAtRandom(count: number, seed: number): Promise<RandomKills> {
  const { below } = seededChances(seed);
  const recoveries: number[] = [];
  const stage = await EngineStage.make({ config: { limits: { agents: 2 } } });
  let tickets = 0;
  try {
    await stage.repo.write('notes.md', 'notes\n');
    while (recoveries.length < count) {
      const added: string[] = [];
      for (let at = 0; at < ticketsAtOnce; at += 1) {
        tickets += 1;
        const path = `files/${String(tickets)}.txt`;
        added.push(await stage.add(`Write file ${String(tickets)}`, JSON.stringify({ steps: [{ write: { path, text: `${path}\n` } }, { progress: 'At work.' }, { submit: 'Done.' }] })));
      }
      let isDone = false;
      while (!isDone && recoveries.length < count) isDone = await killOnce(stage, below(longestLife), recoveries);
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 0, output);
      await stage.quiet();
      await landedOnceEach(stage, tickets);
    }
    assert.equal(await stage.repo.git('status', '--porcelain'), '?? notes.md');
    return { kills: recoveries.length, tickets, recoveries };
  } finally {
    await stage.close();
  }
}

/** Starts an engine and kills it a while after it said that it runs; whether it had ended by itself before. */
async function killOnce(stage: EngineStage, milliseconds: number, recoveries: number[]): Promise<boolean> {
  const began = performance.now();
  const engine = stage.start(['run', '--until-idle']);
  await stage.said(engine, 'the engine runs');
  const recovery = performance.now() - began;
  const timer = setTimeout(() => engine.kill('SIGKILL'), milliseconds);
  const { signal, code, output } = await engine.finished;
  clearTimeout(timer);
  if (signal === undefined) {
    assert.equal(code, 0, output);
    return true;
  }
  assert.equal(signal, 'SIGKILL', output);
  recoveries.push(recovery);
  return false;
}

async function landedOnceEach(stage: EngineStage, tickets: number): Promise<void> {
  const { snapshot, transitions, broken } = await stage.look();
  assert.deepEqual(broken, []);
  assert.deepEqual([...snapshot.tickets.values()].filter(({ state }) => state !== 'done').map(({ path }) => path), []);
  const landed = [...snapshot.tickets.values()].map(({ fields }) => fields.landed?.commit);
  assert.equal(landed.length, tickets);
  assert.equal(new Set(landed).size, tickets);
  assert.ok(transitions.filter((name) => name.startsWith('land')).length <= tickets);
  const commits = Number(await stage.repo.git('rev-list', '--count', '--grep', '^Sanctum-Ticket:', 'master'));
  assert.equal(commits, tickets);
}
