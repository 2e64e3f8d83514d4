import { RunFileError, RunFolder } from '../agents/runFolder.js';
import type { ExitRecord } from '../agents/runOrder.js';
import { fenced } from '../plan/frontMatter.js';
import type { RunFields } from '../plan/schemas.js';
import type { Failure } from '../plan/transitions.js';
import { failRun, submit } from '../plan/transitions.js';
import { isoSeconds } from '../platform/clock.js';
import { sweep } from '../platform/processes.js';
import { containmentOf } from '../queue/context.js';
import type { TakenSnapshot } from '../queue/submission.js';
import { takeSnapshot } from '../queue/submission.js';
import type { Observation } from './observe.js';
import type { Performing } from './performing.js';
import { configOf, runTag, ticketOf } from './performing.js';
import { readSetUpMade } from './setUpMade.js';

const streamTailBytes = 3000;

/** Why a run's work is not handed on, or undefined when it is. */
function failureOf(exit: ExitRecord | undefined, snapshot: TakenSnapshot | undefined): { readonly reason: string; readonly own: boolean } | undefined {
  if (exit === undefined) return { reason: 'The runner was killed from outside, or its record cannot be read; what was written is kept.', own: false };
  if (snapshot === undefined) return { reason: 'Its worktree is gone.', own: false };
  switch (exit.reason) {
    case 'time-cap':
      return { reason: 'The run reached its cap of time and was ended.', own: true };
    case 'stopped':
      return { reason: 'The run was stopped.', own: false };
    case 'not-started':
      return { reason: `The agent could not be started: ${exit.detail ?? 'no reason was given'}.`, own: false };
    case 'quarantined':
      return { reason: `The run was quarantined: ${exit.detail ?? 'its tools were reached from a second place'}.`, own: true };
    case 'exited':
      if (exit.submission === undefined) return { reason: 'The agent ended without handing in its work (submit_pr was not called).', own: true };
      return snapshot.refusals.length === 0 ? undefined : { reason: 'The submission was refused.', own: true };
  }
}

/** Ends a run on the plan: snapshots what was written, then hands it on to the queue or reopens the ticket with the reason. */
export async function collectRun(performing: Performing, observation: Observation, id: string): Promise<void> {
  const { project, queue, writer, log } = performing;
  const { files, clock } = project.ports;
  const { fields } = ticketOf(observation.snapshot, id);
  const { run, base, attempts: attempt } = fields;
  const state = run === undefined ? undefined : observation.runs.get(run);
  if (run === undefined || base === undefined || state === undefined) return;
  if (state.kind === 'lost') await endLost(performing, run);
  const exit = state.kind === 'ended' ? state.exit : undefined;
  const ended = exit?.endedAt ?? isoSeconds(clock.now());
  const config = configOf(observation.snapshot);
  const folder = new RunFolder(files, project.folder.run(run));
  const worktreeThere = (await files.status(project.folder.worktree(id, attempt))) !== undefined;
  const request = { ticket: id, attempt, run, base, at: ended, largestMegabytes: config.limits.submissionMegabytes, leftOut: await readSetUpMade(performing, run) };
  const snapshot = worktreeThere ? await takeSnapshot(queue, request) : undefined;
  const failure = failureOf(exit, snapshot);
  const record: RunFields = {
    run,
    ticket: id,
    attempt,
    role: 'coding',
    model: config.roles.coding[0] ?? '',
    base,
    ...(snapshot?.inRepository === true ? { snapshot: snapshot.commit } : {}),
    reason: exit?.reason ?? 'lost',
    ...(exit?.exitCode === undefined ? {} : { 'exit-code': exit.exitCode }),
    submitted: failure === undefined,
    containment: containmentOf(queue, config),
    ...(exit === undefined ? {} : { started: exit.startedAt, 'survivors-killed': exit.survivorsKilled }),
    ended,
    outcome: failure?.reason ?? 'submitted',
  };
  if (failure !== undefined || snapshot === undefined || exit?.submission === undefined) {
    const reason = failure?.reason ?? 'Nothing was handed in.';
    const report = await reportOf(folder, exit, snapshot);
    const whole: Failure = { reason, report, own: failure?.own ?? true };
    await writer.write(failRun(record, whole));
    log.write('WARN', `${id} run ended: ${reason}`);
    return;
  }
  const { summary } = exit.submission;
  const pending = { ticket: id, run, attempt, base, commit: snapshot.commit, tree: snapshot.tree, summary, model: record.model, submitted: ended };
  await writer.write(submit(record, pending));
  log.write('INFO', `${id} handed in: ${summary.split('\n')[0] ?? ''}`);
}

/** Ends all that a lost run left running; its tag finds it where its records do not. */
async function endLost({ project, runs }: Performing, run: string): Promise<void> {
  try {
    await runs.settleLost(run);
  } catch (error) {
    if (!(error instanceof RunFileError)) throw error;
  }
  await sweep(project.ports.processes, runTag(project, run));
}

/** What the next attempt and the engineer should know of a run that led nowhere. */
async function reportOf(folder: RunFolder, exit: ExitRecord | undefined, snapshot: TakenSnapshot | undefined): Promise<string> {
  const tail = (await folder.readStreamEnd(streamTailBytes)).toString('utf8').trim();
  return [
    ...(snapshot?.refusals.map((words) => `- ${words}`) ?? []),
    ...(snapshot === undefined ? [] : [`The work is kept as ${snapshot.commit}.`]),
    ...(exit?.progress === undefined ? [] : [`Its last word on its progress: ${exit.progress}`]),
    ...(tail === '' ? [] : ['The end of its output:', fenced(tail)]),
  ].join('\n\n');
}
