import assert from 'node:assert/strict';
import type { EngineStage } from './engineStage.js';
import type { FaultSide } from './faultyPorts.js';
import type { KilledWork, PreparedWork } from './killedWork.js';
import { endOf, playAll } from './killedWork.js';

const sides: readonly FaultSide[] = ['before', 'sent', 'after'];

export interface KilledCalls {
  readonly work: string;
  readonly calls: number;
  /** Kills that were recovered from: before a call, while it was under way, and after it. */
  readonly kills: number;
  /** What was not recovered from, a line each. */
  readonly failures: readonly string[];
}

interface CallPoint {
  readonly side: FaultSide;
  readonly nth: number;
}

/** As many of the points as are asked for, spread over all; of a sample each is of the next side. */
function spread(calls: number, most: number): readonly CallPoint[] {
  const all = Array.from({ length: calls }, (_, at) => sides.map((side) => ({ side, nth: at + 1 }))).flat();
  if (most >= all.length) return all;
  return Array.from({ length: most }, (_, at) => ({ side: sides[at % sides.length] ?? 'before', nth: 1 + Math.floor((at * calls) / most) }));
}

/** Kills the work before, in and after every call of a port that changes something, or at as many points as are asked for. */
export async function killAtCalls(work: KilledWork, most = Number.MAX_SAFE_INTEGER): Promise<KilledCalls> {
  const prepared = await work.prepare();
  try {
    const calls = await callsOf(work, prepared);
    const words = ({ side, nth }: CallPoint): string => `${work.name}, ${side} call ${String(nth)}`;
    const { results, failures } = await playAll(spread(calls, most), (point) => isKilled(work, prepared, point), words);
    const kills = results.filter(Boolean).length;
    return { work: work.name, calls, kills, failures };
  } finally {
    await prepared.base.close();
  }
}

/** How many calls change something, played once unharmed. Two plays may differ by a few. */
function callsOf(work: KilledWork, prepared: PreparedWork): Promise<number> {
  return onCopy(prepared, async (stage) => {
    const recover = await prepared.begin(stage);
    const { output } = await endOf(stage.start(work.args, { event: 'call', side: 'before', nth: Number.MAX_SAFE_INTEGER, landing: false }));
    await recover();
    return Number(/calls: (\d+)/.exec(output)?.[1] ?? '0');
  });
}

/** Whether the work was killed; where the last calls did not come this time, it was not. Throws where something does not hold after the recovery. */
function isKilled(work: KilledWork, prepared: PreparedWork, point: CallPoint): Promise<boolean> {
  return onCopy(prepared, async (stage) => {
    const recover = await prepared.begin(stage);
    const { signal, code, output } = await endOf(stage.start(work.args, { event: 'call', ...point, landing: false }));
    assert.ok(signal === 'SIGKILL' || code === 0, output);
    await recover();
    return signal === 'SIGKILL';
  });
}

async function onCopy<Value>({ base }: PreparedWork, play: (stage: EngineStage) => Promise<Value>): Promise<Value> {
  const stage = await base.copy();
  try {
    return await play(stage);
  } finally {
    await stage.close();
  }
}
