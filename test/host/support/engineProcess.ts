import { lockHolder } from '../../../src/engine/lock.js';
import type { EngineStage } from '../../support/engineStage.js';
import { eventually } from '../../support/eventually.js';

/** The process that runs a stage's engine, once it is another than `besides`. */
export function engineProcess(stage: EngineStage, besides?: number): Promise<number> {
  return stage.withProject(({ ports, place }) =>
    eventually('an engine', async () => {
      const pid = Number(/^process (\d+)$/.exec((await lockHolder(ports, place.commonDir)) ?? '')?.[1] ?? besides);
      return Number.isNaN(pid) || pid === besides ? undefined : pid;
    }),
  );
}
