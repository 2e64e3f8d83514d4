import assert from 'node:assert/strict';
import type { StageOptions } from './engineStage.js';
import { EngineStage } from './engineStage.js';

/** Plays a story on a stage of its own; at its end the audit finds nothing broken, and nothing that it started lives on. */
export async function onStage(options: StageOptions, play: (stage: EngineStage) => Promise<void>): Promise<void> {
  const stage = await EngineStage.make(options);
  try {
    await play(stage);
    assert.deepEqual((await stage.look()).broken, []);
    await stage.quiet();
  } finally {
    await stage.close();
  }
}
