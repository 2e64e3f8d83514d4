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

/** Ends a window's engine as a crash does. After its page has gone it may have ended by itself, or live on for minutes. */
export function killEngine(stage: EngineStage, pid: number): void {
  const identity = stage.repo.ports.processes.identify(pid);
  if (identity !== undefined) stage.repo.ports.processes.signal(identity, 'SIGKILL');
}
