import { dirname, resolve } from 'node:path';
import type { RunAccount } from '../../agents/backend.js';
import { longestOutputBytes, RunFileError, RunFolder } from '../../agents/runFolder.js';
import type { ExitRecord, RunOrder } from '../../agents/runOrder.js';
import { fenced } from '../../plan/frontMatter.js';
import type { Config, RunFields } from '../../plan/schemas.js';
import type { Failure } from '../../plan/transitions.js';
import { failRun, park, submit } from '../../plan/transitions.js';
import { isoSeconds } from '../../platform/clock.js';
import { sweep } from '../../platform/processes.js';
import type { Containment } from '../../platform/sandbox.js';
import { containmentOf } from '../../queue/context.js';
import type { TakenSnapshot } from '../../queue/submission.js';
import { takeSnapshot } from '../../queue/submission.js';
import type { OfRun } from '../deciding/action.js';
import type { Assignment } from './assignment.js';
import { assignmentOf } from './assignment.js';
import { collectWork } from './collectWork.js';
import { openQuestionOf } from './mail.js';
import type { Observation } from '../deciding/observe.js';
import type { Performing } from '../performing.js';
import { ActionPostponed, configOf, runTag } from '../performing.js';
import { nextRunKey } from '../deciding/resting.js';
import { readSetUpMade } from './setUpMade.js';

const streamTailBytes = 3000;

/** A run that is over, and what is known of it. */
export interface EndedRun {
  readonly assignment: Assignment;
  /** Where it worked; nothing needs to be there. */
  readonly worktree: string;
  /** Undefined for one whose runner was killed. */
  readonly exit: ExitRecord | undefined;
  /** Undefined when its worktree is gone, or was never made. */
  readonly snapshot: TakenSnapshot | undefined;
  /** Why its model did not serve it. */
  readonly unserved: string | undefined;
  /** The question that it waited for. */
  readonly waitsFor: string | undefined;
  /** The run's record but for what it came to. */
  readonly record: Omit<RunFields, 'ticket' | 'work' | 'submitted' | 'outcome'>;
  /** What whoever goes on and the engineer should know. */
  readonly report: string;
}

/** Why a run came to nothing by how it ended, or undefined when it ended by itself. */
export function endingFailure(exit: ExitRecord | undefined): { readonly reason: string; readonly own: boolean } | undefined {
  if (exit === undefined) return { reason: 'The runner was killed from outside, or its record cannot be read; what was written is kept.', own: false };
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
      return undefined;
  }
}

/** Why a coding run's work is not handed on, or undefined when it is. */
function failureOf({ exit, snapshot, record, unserved }: EndedRun): { readonly reason: string; readonly own: boolean } | undefined {
  if (exit === undefined && record.reason === 'stopped') return { reason: 'The run was stopped before it began.', own: false };
  if (exit !== undefined && snapshot === undefined) return endingFailure(exit) ?? { reason: 'Its worktree is gone.', own: false };
  const failure = endingFailure(exit);
  if (failure !== undefined) return failure;
  if (exit?.submission === undefined && unserved !== undefined) return { reason: unserved, own: false };
  if (exit?.submission === undefined) return { reason: 'The agent ended without handing in its work (submit_pr was not called).', own: true };
  return snapshot?.refusals.length === 0 ? undefined : { reason: 'The submission was refused.', own: true };
}

/**
 * Ends a run on the plan: snapshots what was written, then hands on what it made, parks it, or says why it failed. Throws ActionPostponed, for
 * the next run, when it came to nothing because its model did not serve it: a next one at once would fare no better.
 */
export async function collectRun(performing: Performing, observation: Observation, of: OfRun): Promise<void> {
  const ended = await endedRun(performing, observation, of);
  if (ended === undefined) return;
  if ('work' in of) {
    const end = await collectWork(performing, observation, of.work, ended);
    // Nobody goes on in it, unless its session does.
    if (end !== 'parked') await clearAway(performing, ended);
    if (end === 'unserved') throw unservedError(of, of.work, ended);
  } else if ((await collectTicket(performing, of.ticket, ended)) === 'unserved') throw unservedError(of, of.ticket, ended);
}

function unservedError(of: OfRun, name: string, { unserved = '' }: EndedRun): ActionPostponed {
  return new ActionPostponed(`${name} waits: ${unserved}`, nextRunKey(of));
}

/** Removes the worktree of a run and what belongs to it. A damaged order may name any folder; only those of attempts are ours to remove. */
async function clearAway({ project }: Performing, { assignment, worktree }: EndedRun): Promise<void> {
  const folder = dirname(worktree);
  const attempts = dirname(dirname(project.folder.attempt(assignment.storedAs, assignment.attempt)));
  if (folder === resolve(folder) && dirname(dirname(folder)) === attempts) await project.ports.files.removeTree(folder);
}

async function endedRun(performing: Performing, { snapshot: plan, runs }: Observation, of: OfRun): Promise<EndedRun | undefined> {
  const { project, queue, kit } = performing;
  const { files, clock } = project.ports;
  const assignment = assignmentOf(plan, of);
  const state = assignment === undefined ? undefined : runs.get(assignment.run);
  if (assignment === undefined || state === undefined) return undefined;
  const { storedAs, run, attempt, role, model, base, shown, resumes } = assignment;
  if (state.kind === 'unstarted' && !(await forbidStart(performing, run))) return undefined;
  if (state.kind !== 'ended') await endLost(performing, run);
  const exit = state.kind === 'ended' ? state.exit : undefined;
  const ended = exit?.endedAt ?? isoSeconds(clock.now());
  const config = configOf(plan);
  const folder = new RunFolder(files, project.folder.run(run));
  const order = await orderIn(folder);
  const worktree = order?.place.worktree ?? project.folder.worktree(storedAs, attempt);
  const isThere = (await files.status(worktree)) !== undefined;
  const request = { ticket: storedAs, folder: worktree, attempt, run, base: shown, at: ended, largestMegabytes: config.limits.submissionMegabytes, leftOut: await readSetUpMade(performing, run) };
  const account = await accountOf(performing, run, order, resumes);
  const snapshot = isThere ? await takeSnapshot(queue, request) : undefined;
  const record = {
    run,
    attempt,
    role,
    model: order?.model ?? model,
    base,
    ...(snapshot?.inRepository === true ? { snapshot: snapshot.commit } : {}),
    reason: exit?.reason ?? (state.kind === 'unstarted' ? 'stopped' : 'lost'),
    ...(exit?.exitCode === undefined ? {} : { 'exit-code': exit.exitCode }),
    containment: order !== undefined && kit.confines(order.model) ? ownContainment(config) : containmentOf(queue, config),
    ...(exit === undefined ? {} : { started: exit.startedAt, 'survivors-killed': exit.survivorsKilled }),
    ...(resumes === undefined ? {} : { resumes }),
    ...(account.tokens === undefined ? {} : { tokens: account.tokens }),
    ended,
  };
  const waitsFor = exit?.reason === 'quarantined' || exit?.reason === 'not-started' ? undefined : openQuestionOf(plan, run, state);
  return { assignment, worktree, exit, snapshot, unserved: account.unserved, waitsFor, record, report: await reportOf(folder, exit, snapshot) };
}

async function collectTicket({ project, writer, log }: Performing, id: string, ended: EndedRun): Promise<'unserved' | 'over'> {
  const { exit, snapshot, waitsFor, assignment } = ended;
  const failure = failureOf(ended);
  const record = { ...ended.record, ticket: id, submitted: failure === undefined, outcome: failure?.reason ?? 'submitted' };
  if (exit?.submission === undefined && waitsFor !== undefined) {
    await writer.write(park({ ...record, outcome: `waits for ${waitsFor}` }, waitsFor));
    log.write('INFO', `${id} is parked until ${waitsFor} is answered`);
    return 'over';
  }
  if (failure !== undefined || snapshot === undefined || exit?.submission === undefined) {
    const reason = failure?.reason ?? 'Nothing was handed in.';
    const whole: Failure = { reason, report: ended.report, own: failure?.own ?? true };
    await writer.write(failRun(record, whole));
    if (reason === ended.unserved) return 'unserved';
    log.write('WARN', `${id} run ended: ${reason}`);
    return 'over';
  }
  const { summary } = exit.submission;
  const pending = { ticket: id, run: assignment.run, attempt: assignment.attempt, base: assignment.base, commit: snapshot.commit, tree: snapshot.tree, summary, model: record.model, submitted: new Date(project.ports.clock.now()).toISOString() };
  await writer.write(submit(record, pending));
  log.write('INFO', `${id} handed in: ${summary.split('\n')[0] ?? ''}`);
  return 'over';
}

/**
 * Takes the claim on a run that no runner has, so that none gets it: one that an engine started just before it was killed may be on its way.
 * False when a runner was faster.
 */
async function forbidStart({ project }: Performing, run: string): Promise<boolean> {
  const folder = new RunFolder(project.ports.files, project.folder.run(run));
  await folder.make();
  // Of no process that lives: whoever looks at the run from now on finds it lost.
  return folder.claim({ pid: project.ports.processes.own().pid, startTime: 'never', since: isoSeconds(project.ports.clock.now()) });
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

async function orderIn(folder: RunFolder): Promise<Awaited<ReturnType<RunFolder['order']>>> {
  try {
    return await folder.order();
  } catch (error) {
    if (error instanceof RunFileError) return undefined;
    throw error;
  }
}

/** What the run's output tells of it; nothing where there is no order, since only that says whose output it is. */
async function accountOf({ project, kit }: Performing, run: string, order: RunOrder | undefined, resumes: string | undefined): Promise<RunAccount> {
  if (order === undefined) return {};
  const output = async (of: string): Promise<string> => (await new RunFolder(project.ports.files, project.folder.run(of)).readStreamEnd(longestOutputBytes)).toString('utf8');
  return kit.account(order.model, () => output(run), async () => (resumes === undefined ? undefined : output(resumes)));
}

/** Of an agent that its backend confines. */
function ownContainment({ sandbox }: Config): Containment {
  return sandbox === 'off' ? 'none' : 'contained';
}

async function reportOf(folder: RunFolder, exit: ExitRecord | undefined, snapshot: TakenSnapshot | undefined): Promise<string> {
  const tail = (await folder.readStreamEnd(streamTailBytes)).toString('utf8').trim();
  return [
    ...(snapshot?.refusals.map((words) => `- ${words}`) ?? []),
    ...(snapshot === undefined ? [] : [`The work is kept as ${snapshot.commit}.`]),
    ...(exit?.progress === undefined ? [] : [`Its last word on its progress: ${exit.progress}`]),
    ...(tail === '' ? [] : ['The end of its output:', fenced(tail)]),
  ].join('\n\n');
}
