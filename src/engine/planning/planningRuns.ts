import { join } from 'node:path';
import { RunFileError, RunFolder } from '../../agents/runFolder.js';
import type { Runs, RunState } from '../../agents/runs.js';
import { isWorktree } from '../../agents/worktree.js';
import { keepRef } from '../../plan/paths.js';
import type { Clock } from '../../platform/clock.js';
import { isoSeconds } from '../../platform/clock.js';
import { sweep } from '../../platform/processes.js';
import type { QueueContext } from '../../queue/context.js';
import type { TakenSnapshot } from '../../queue/submission.js';
import { takeSnapshot } from '../../queue/submission.js';
import { runTag } from '../performing.js';
import { numbersWithFolder, specWork } from './planningCheckout.js';
import type { Project } from '../project.js';

/** What a revision of the spec asks of runs. */
export type PlanningRuns = Pick<Runs, 'start' | 'observe' | 'stop' | 'socketPath' | 'settleLost' | 'onChange' | 'tell'>;

const pollMilliseconds = 400;

/** Looks at a run, again and again, until it is no longer alive. */
export async function watchToEnd(runs: PlanningRuns, clock: Clock, run: string, onLook: (state: RunState) => void): Promise<RunState> {
  let wake = (): void => undefined;
  const forget = runs.onChange(() => wake());
  try {
    for (;;) {
      const changed = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const state = await runs.observe(run);
      onLook(state);
      if (state.kind !== 'live') return state;
      const cancel = clock.after(pollMilliseconds, () => wake());
      await changed;
      cancel();
    }
  } finally {
    forget();
  }
}

/** Ends all that a run left running whose runner died. */
export async function endPlanningRun(project: Project, runs: PlanningRuns, run: string): Promise<void> {
  try {
    await runs.settleLost(run);
  } catch (error) {
    if (!(error instanceof RunFileError)) throw error;
  }
  await sweep(project.ports.processes, runTag(project, run));
}

export interface EndedRevision {
  readonly run: string;
  readonly number: number;
  readonly base: string;
  /** When the run ended. */
  readonly at: string;
  readonly largestMegabytes: number;
}

/** Keeps under a ref what an architect wrote, and clears its folder away. */
export async function keepRevision(project: Project, queue: QueueContext, ended: EndedRevision): Promise<TakenSnapshot> {
  const { number, ...rest } = ended;
  const taken = await takeSnapshot(queue, { ...rest, ticket: specWork, attempt: number, folder: project.folder.worktree(specWork, number), leftOut: [], opens: true });
  await project.ports.files.removeTree(project.folder.attempt(specWork, number));
  return taken;
}

async function runOf({ ports, folder }: Project, number: number): Promise<string | undefined> {
  const runs = await ports.files.list(join(folder.path, 'runs'));
  return runs.map(({ name }) => name).find((name) => new RegExp(`^R-[0-9T]+-${specWork}-${String(number)}-[0-9a-f]+$`).test(name));
}

async function wasOrdered({ ports, folder }: Project, run: string): Promise<boolean> {
  try {
    return (await new RunFolder(ports.files, folder.run(run)).order()) !== undefined;
  } catch (error) {
    if (error instanceof RunFileError) return true;
    throw error;
  }
}

/** Ends the runs that a killed command left, and keeps what they wrote. Only under the planning lock. Returns the refs of what was kept. */
export async function settleLeftRevisions(project: Project, queue: QueueContext, runs: PlanningRuns, largestMegabytes: number): Promise<readonly string[]> {
  const { files, clock } = project.ports;
  await files.removeTree(queue.project.scratch(''));
  const kept: string[] = [];
  for (const number of await numbersWithFolder(project)) {
    const run = await runOf(project, number);
    const base = await project.repository.refs.read(keepRef(specWork, number));
    const isThere = await isWorktree(files, project.folder.worktree(specWork, number));
    if (run === undefined || !(await wasOrdered(project, run)) || base === undefined || !isThere) {
      // Without an order no agent has seen it.
      await files.removeTree(project.folder.attempt(specWork, number));
      continue;
    }
    await endLeftRun(project, runs, run);
    const { ref } = await keepRevision(project, queue, { run, number, base, at: isoSeconds(clock.now()), largestMegabytes });
    kept.push(ref);
  }
  return kept;
}

async function endLeftRun(project: Project, runs: PlanningRuns, run: string): Promise<void> {
  try {
    await runs.stop(run);
    const end = await watchToEnd(runs, project.ports.clock, run, () => undefined);
    if (end.kind === 'ended') return;
  } catch (error) {
    if (!(error instanceof RunFileError)) throw error;
  }
  await endPlanningRun(project, runs, run);
}
