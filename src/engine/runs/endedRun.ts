import { createHash } from 'node:crypto';
import { chargeOf, costOfRecord, priceGround } from '../../insight/cost.js';
import type { ChargedBudget } from '../../plan/schemas.js';
import { endedAccount } from '../../agents/endedAccount.js';
import type { RunFailure } from '../../agents/stream/agentEvent.js';
import { statedReset } from '../../agents/stream/statedReset.js';
import type { RunAccount } from '../../agents/stream/runAccount.js';
import { RunFileError, RunFolder, undamaged } from '../../agents/runFolder.js';
import type { ExitRecord, RunOrder } from '../../agents/runOrder.js';
import { isWorktree, openWorktree } from '../../agents/worktree.js';
import { fenced } from '../../plan/frontMatter.js';
import type { Failure } from '../../plan/transitions.js';
import type { RunFields } from '../../plan/schemas.js';
import { runRecordVersion } from '../../plan/schemas.js';
import { isoSeconds } from '../../platform/clock.js';
import { sweep } from '../../platform/processes.js';
import type { TakenSnapshot } from '../../queue/submission.js';
import { takeSnapshot } from '../../queue/submission.js';
import type { OfRun } from '../deciding/action.js';
import type { Observation } from '../deciding/observe.js';
import type { Performing } from '../performing.js';
import { configOf, runTag } from '../performing.js';
import type { Assignment } from './assignment.js';
import { assignmentOf } from './assignment.js';
import { openQuestionOf } from './mail.js';
import type { Course } from './consequences.js';
import { unservedWords } from './consequences.js';
import { containmentOfRun } from './order.js';
import { recordOf } from './recordOf.js';
import { begunAt } from './runId.js';
import { readSetUpMade } from './setUpMade.js';
import { stallFailure, stallsInARow } from './stalls.js';
import { lookAfter } from './surroundings.js';

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
  /** Why it failed, as its agent told, or as it was seen to end. */
  readonly failure: RunFailure | undefined;
  readonly course: Course;
  /** The question that it waited for. */
  readonly waitsFor: string | undefined;
  /** The run's record but for what it came to. */
  readonly record: Omit<RunFields, 'ticket' | 'work' | 'submitted' | 'outcome'>;
  /** The budgets that held for it when it was started. */
  readonly budgets: readonly ChargedBudget[];
  /** How many runs in a row had stalled before it. */
  readonly stallsBefore: number;
  /** What whoever goes on and the engineer should know. */
  readonly report: string;
}

/** Why a run came to nothing by how it ended, or undefined when it ended by itself; `stallsBefore` it there were so many stalls in a row. */
export function endingFailure(exit: ExitRecord | undefined, stallsBefore: number): Omit<Failure, 'report'> | undefined {
  if (exit === undefined) return { reason: 'The runner was killed from outside, or its record cannot be read; what was written is kept.', own: false };
  switch (exit.reason) {
    case 'time-cap':
      return { reason: 'The run reached its cap of time and was ended.', own: true };
    case 'stalled':
      // What was handed in stands, whatever the agent did afterwards.
      return exit.submission === undefined ? stallFailure(exit.detail, stallsBefore) : undefined;
    case 'stopped':
      return { reason: 'The run was stopped.', own: false };
    case 'budget':
      return exit.submission === undefined ? { reason: exit.detail ?? 'The run had spent what it might, and was frozen.', own: false, goesOn: true } : undefined;
    case 'not-started':
      return { reason: `The agent could not be started: ${exit.detail ?? 'no reason was given'}.`, own: false, unbegun: true };
    case 'quarantined':
      return { reason: `The run was quarantined: ${exit.detail ?? 'its tools were reached from a second place.'}`, own: true, sticks: true };
    case 'exited':
      return undefined;
  }
}

/** Reads how a run ended, ends what is left of it, and keeps what was written; undefined for one that is not over. */
export async function readEndedRun(performing: Performing, { snapshot: plan, runs, recent }: Observation, of: OfRun): Promise<EndedRun | undefined> {
  const { project, queue, kit } = performing;
  const { files, clock } = project.ports;
  const assignment = assignmentOf(plan, of);
  const state = assignment === undefined ? undefined : runs.get(assignment.run);
  if (assignment === undefined || state === undefined) return undefined;
  const { storedAs, run, attempt, role, model, base, shown, resumes } = assignment;
  if (state.kind === 'unstarted' && !(await forbidStart(performing, run))) return undefined;
  if (state.kind !== 'ended') await endLost(performing, run);
  const left = state.kind === 'ended' ? state.exit : undefined;
  const ended = left?.endedAt ?? isoSeconds(clock.now());
  const config = configOf(plan);
  const folder = new RunFolder(files, project.folder.run(run));
  const order = await undamaged(folder.order());
  const worktree = order?.place.worktree ?? project.folder.worktree(storedAs, attempt);
  await openWorktree(files, worktree);
  const isThere = await isWorktree(files, worktree);
  const request = { ticket: storedAs, folder: worktree, attempt, run, base: shown, at: ended, largestMegabytes: config.limits.submissionMegabytes, leftOut: await readSetUpMade(performing, run), opens: true };
  const account = await accountOf(performing, plan, run, order, left, resumes);
  const snapshot = isThere ? await takeSnapshot(queue, request) : undefined;
  const containment = containmentOfRun({ kit, queue }, config, order?.model ?? model);
  const { exit, record: looked, report } = await lookAfter(project, plan, { order, containment, exit: left, ended, shown, snapshot });
  const failure = withReset(account.failure ?? brokenOff(exit), ended);
  const before = runBefore(recent, of, run);
  const record = {
    ...(order?.backend === undefined ? {} : { version: runRecordVersion }),
    run,
    attempt,
    role,
    model: order?.model ?? model,
    ...(order?.backend === undefined ? {} : { backend: order.backend, prompt: createHash('sha256').update(order.prompt).digest('hex'), cap: order.limits.totalSeconds }),
    base,
    ...(snapshot?.inRepository === true ? { snapshot: snapshot.commit } : {}),
    reason: exit?.reason ?? (state.kind === 'unstarted' ? 'stopped' : 'lost'),
    ...(exit?.exitCode === undefined ? {} : { 'exit-code': exit.exitCode }),
    ...looked,
    ...(exit === undefined ? {} : { started: exit.startedAt, 'survivors-killed': exit.survivorsKilled }),
    ...(resumes === undefined ? {} : { resumes }),
    ...(account.tokens === undefined ? {} : { tokens: account.tokens, ...(account.cutOff === undefined ? {} : { 'cut-off': account.cutOff }) }),
    ...(account.cost === undefined ? {} : { cost: account.cost }),
    ...(order?.allowance === undefined ? {} : { budgets: order.allowance.budgets }),
    ...(failure === undefined ? {} : { failure: { cause: failure.cause, ...(failure.until === undefined ? {} : { until: failure.until }) } }),
    ended,
  };
  const charged = chargeOf(costOfRecord(priceGround(plan), { ...record, ended }));
  const waitsFor = exit?.reason === 'quarantined' || exit?.reason === 'not-started' ? undefined : openQuestionOf(plan, run, state);
  const course = { before: before?.failure?.cause, worked: snapshot !== undefined && snapshot.tree !== (await project.repository.treeOf(base)) };
  const stallsBefore = stallsInARow(textOf(plan, of));
  const whole = [...(report === undefined ? [] : [report]), await reportOf(folder, exit, snapshot)].join('\n\n');
  return { assignment, worktree, exit, snapshot, unserved: unservedWords(failure), failure, course, waitsFor, record: { ...record, ...(charged === undefined ? {} : { charged }) }, budgets: order?.allowance?.budgets ?? [], stallsBefore, report: whole };
}

/** The run that was the last one on the same ticket or piece of work before `run` was begun. Pure. */
export function runBefore(recent: readonly RunFields[], of: OfRun, run: string): RunFields | undefined {
  const own = recent.filter((record) => record.run !== run && ('ticket' in of ? record.ticket === of.ticket : record.work === of.work));
  return own.sort((one, other) => begunAt(one.run) - begunAt(other.run) || one.attempt - other.attempt).at(-1);
}

/** The document that earlier attempts are told in. */
function textOf(plan: Observation['snapshot'], of: OfRun): string {
  return ('ticket' in of ? plan.tickets.get(of.ticket) : plan.work.get(of.work))?.text ?? '';
}

/** Some say in words alone when they will serve again. */
function withReset(failure: RunFailure | undefined, ended: string): RunFailure | undefined {
  if (failure === undefined || failure.until !== undefined || (failure.cause !== 'rate-limit' && failure.cause !== 'quota')) return failure;
  const until = statedReset(failure.words, Date.parse(ended));
  return until === undefined ? failure : { ...failure, until };
}

/** An agent that was ended by a signal which nobody of Sanctum's sent. */
export function brokenOff(exit: ExitRecord | undefined): RunFailure | undefined {
  if (exit?.reason !== 'exited' || exit.signal === undefined || exit.lingered === true) return undefined;
  return { cause: 'crash', words: `The agent was ended from outside (${exit.signal}), or broke down.` };
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

/** What the run's output tells of it; nothing where there is no order, since only that says whose output it is. */
async function accountOf(performing: Performing, plan: Observation['snapshot'], run: string, order: RunOrder | undefined, exit: ExitRecord | undefined, resumes: string | undefined): Promise<RunAccount> {
  if (order === undefined) return {};
  const { files } = performing.project.ports;
  const folder = (of: string): RunFolder => new RunFolder(files, performing.project.folder.run(of));
  const earlier: string[] = [];
  // Each record says with whose session its run went on; a damaged plan could say it in a circle.
  for (let of = resumes; of !== undefined && !earlier.includes(of); of = (await recordOf(performing, plan, of))?.resumes) earlier.push(of);
  return endedAccount(folder(run), order, exit, earlier.map(folder));
}

async function reportOf(folder: RunFolder, exit: ExitRecord | undefined, snapshot: TakenSnapshot | undefined): Promise<string> {
  const tail = (await folder.readStreamEnd(streamTailBytes)).toString('utf8').trim();
  return [
    ...(snapshot?.refusals.map((words) => `- ${words}`) ?? []),
    ...(snapshot === undefined ? [] : [`The work is kept as ${snapshot.commit}.`]),
    ...(exit?.refusedConnections === undefined ? [] : [`${String(exit.refusedConnections)} connections to its tools could not show its token.`]),
    ...(exit?.progress === undefined ? [] : [`Its last word on its progress: ${exit.progress}`]),
    ...(tail === '' ? [] : ['The end of its output:', fenced(tail)]),
  ].join('\n\n');
}
