import { join } from 'node:path';
import { RunFolder } from '../../src/agents/runFolder.js';
import type { RunOrder, RunnerRecord } from '../../src/agents/runOrder.js';
import type { ProcessIdentity } from '../../src/platform/processes.js';
import type { EngineStage } from './engineStage.js';
import { eventually } from './eventually.js';

/** A run that a stage's engine ordered, with what its agent printed so far. */
export interface StageRun {
  readonly order: RunOrder;
  readonly output: string;
}

/** A runner that has started its agent. */
export interface LiveRun {
  readonly run: string;
  readonly runner: RunnerRecord;
  readonly agent: ProcessIdentity;
}

/** All runs of a stage that are about this ticket or piece of work, in the order in which they were begun. */
export function runsOf(stage: EngineStage, of: { readonly ticket: string } | { readonly work: string }): Promise<readonly StageRun[]> {
  return stage.withProject(async ({ ports: { files }, folder }) => {
    const found: StageRun[] = [];
    for (const { name } of await files.list(folder.run(''))) {
      const runFolder = new RunFolder(files, join(folder.run(''), name));
      const order = await runFolder.order();
      if (order === undefined) continue;
      const { subject } = order;
      const isOf = 'work' in of ? subject.work === of.work : subject.work === undefined && subject.ticket === of.ticket;
      if (isOf) found.push({ order, output: (await files.readIfThere(runFolder.streamLog))?.toString('utf8') ?? '' });
    }
    return found.sort((a, b) => a.order.attempt - b.order.attempt);
  });
}

/** The runs that the plan has at work, once there are so many and every one has its agent. */
export function liveRuns(stage: EngineStage, count: number): Promise<readonly LiveRun[]> {
  return stage.withProject(({ store, ports: { files }, folder }) =>
    eventually(`${String(count)} agents at work`, async () => {
      const { tickets, work } = await store.read();
      const runs = [...tickets.values(), ...work.values()].map(({ fields }) => fields.run).filter((run) => run !== undefined);
      const live: LiveRun[] = [];
      for (const run of runs.sort()) {
        const runner = await new RunFolder(files, folder.run(run)).runner();
        if (runner?.agent !== undefined) live.push({ run, runner, agent: runner.agent });
      }
      return live.length === count && runs.length === count ? live : undefined;
    }),
  );
}
