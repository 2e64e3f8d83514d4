import assert from 'node:assert/strict';
import type { ExitRecord } from '../../src/agents/runOrder.js';
import { eventually } from './eventually.js';
import { Pool } from './pool.js';
import { RunStage } from './runStage.js';

/**
 * An agent that hears no signal, with a daemon in a session of its own that hears none either, holds the agent's output open and
 * starts further ones all the time.
 */
const agent = `
trap "" TERM INT HUP
setsid sh -c 'trap "" TERM INT HUP; touch "$0"; while :; do setsid sleep 600 & sleep 0.05; done' "$1" &
while [ ! -e "$1" ]; do sleep 0.01; done
echo here
wait`;

export interface EndedSurvivors {
  /** From the wish to end the run to its record, in milliseconds. */
  readonly milliseconds: number;
  readonly exit: ExitRecord;
}

const graceSeconds = 0.1;

/** So long a deaf agent is asked before it is killed, in milliseconds. */
export const askedMilliseconds = 2 * graceSeconds * 1000;

/** Ends as many such agents, some at once, and fails when a process of one is there while its run is reported ended. */
export async function endSurvivors(count: number, atOnce: number): Promise<readonly EndedSurvivors[]> {
  const stage = await RunStage.make();
  const ended: EndedSurvivors[] = [];
  const pool = new Pool(atOnce);
  try {
    await Promise.all(Array.from({ length: count }, (_, n) => pool.run(async () => void ended.push(await endOne(stage, `started-${String(n)}`)))));
  } finally {
    await stage.close();
  }
  return ended;
}

async function endOne(stage: RunStage, started: string): Promise<EndedSurvivors> {
  const order = await stage.order({ graceSeconds, totalSeconds: 300 });
  const path = { PATH: process.env['PATH'] ?? '' };
  await stage.runs.start({ ...order, command: { file: '/bin/sh', args: ['-c', agent, 'sh', started], cwd: stage.worktree, env: path } });
  await stage.appeared(started);
  await eventually('the daemon and one that it started', async () => (await stage.tagged(order)).length > 2 || undefined);
  const began = performance.now();
  await stage.runs.stop(order.run);
  const exit = await stage.ended(order);
  const milliseconds = performance.now() - began;
  assert.deepEqual(await stage.tagged(order), [], `of ${order.run} something lives`);
  assert.equal(exit.reason, 'stopped');
  assert.ok(exit.survivorsKilled >= 1);
  return { milliseconds, exit };
}
