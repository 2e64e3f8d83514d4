import { endedAccount } from '../../agents/endedAccount.js';
import type { AgentKit } from '../../agents/kit.js';
import { BackendUnavailableError } from '../../agents/kit.js';
import { modelFor } from '../../agents/ladder.js';
import type { Asked, ExitRecord, RunOrder } from '../../agents/runOrder.js';
import { RunFolder } from '../../agents/runFolder.js';
import type { RunState } from '../../agents/runs.js';
import type { RunFailure } from '../../agents/stream/agentEvent.js';
import { readRef } from '../../git/refReader.js';
import type { Config } from '../../plan/schemas.js';
import type { Snapshot } from '../../plan/snapshot.js';
import { isoSeconds } from '../../platform/clock.js';
import type { QueueContext } from '../../queue/context.js';
import type { TakenSnapshot } from '../../queue/submission.js';
import { TrustError } from '../init.js';
import type { Project } from '../project.js';
import { newRunId } from '../runs/runId.js';
import { consequences, unservedWords } from '../runs/consequences.js';
import { trustRequest, TrustStore } from '../trust.js';
import type { ArchitectSession } from './conversation/architectSession.js';
import type { PlanningCheckout } from './planningCheckout.js';
import { makePlanningCheckout, specWork } from './planningCheckout.js';
import { PlanningError, PlanningStopped } from './planningError.js';
import { planningContext } from './planningFolder.js';
import type { ArchitectTask } from './planningOrder.js';
import { planningOrder } from './planningOrder.js';
import type { AskEngineer } from './planningQuestions.js';
import { PlanningQuestions, unanswered } from './planningQuestions.js';
import type { PlanningRuns } from './planningRuns.js';
import { copySession } from './sessionCopy.js';
import { endPlanningRun, keepRevision, settleLeftRevisions, watchToEnd } from './planningRuns.js';

/** What it takes to let an architect work for the engineer. */
export interface Planning {
  readonly project: Project;
  readonly runs: PlanningRuns;
  readonly kit: AgentKit;
  /** Tells whoever waits what is going on. */
  readonly say: (words: string) => void;
  /** Undefined where nobody is there to be asked. */
  readonly ask: AskEngineer | undefined;
  /** The session that goes on with what is wanted now; without one a new one begins, and ends with its run. */
  readonly session?: Pick<ArchitectSession, 'lastRun' | 'keep' | 'end'> | undefined;
}

/** What the present spec is drawn from, and with. */
export interface Ground {
  readonly snapshot: Snapshot;
  readonly config: Config;
  readonly master: string;
  readonly queue: QueueContext;
}

/** What an architect left that came to its end by itself. */
export interface ArchitectEnd {
  readonly run: string;
  /** The commit that its checkout was made from. */
  readonly base: string;
  /** What it wrote into its checkout. */
  readonly taken: TakenSnapshot;
  /** Where that is kept, in words. */
  readonly kept: string;
  /** What it answered the engineer. */
  readonly reply: string | undefined;
  /** What it asked and nobody answered. */
  readonly questions: readonly Asked[];
}

const doing: Readonly<Record<ArchitectTask['task'], string>> = { spec: 'revises the spec', describe: 'describes the project', ask: 'looks for the answer' };

/**
 * Lets an architect do one thing with `spec` in a checkout of its own. Only under the planning lock. Throws PlanningError with the reason,
 * and where what was written is kept; PlanningStopped; and RoutingError, BackendUnavailableError or PromptError for an architect that
 * cannot be ordered.
 */
export async function runArchitect(planning: Planning, ground: Ground, spec: string | undefined, task: ArchitectTask, stop: AbortSignal): Promise<ArchitectEnd> {
  const { project, runs, say } = planning;
  const { config, queue } = ground;
  const largestMegabytes = config.limits.submissionMegabytes;
  for (const ref of await settleLeftRevisions(project, queue, runs, largestMegabytes)) say(`ended an architect that was left at work; what it wrote is kept as ${ref}`);
  const checkout = await makePlanningCheckout(project, spec, ground.master);
  const { number, base } = checkout;
  const run = newRunId(project.ports, specWork, number);
  const order = await orderFor(planning, ground, checkout, run, task, stop);
  const end = await play(planning, order, doing[task.task], stop);
  const exit = end.kind === 'ended' ? end.exit : undefined;
  const at = exit?.endedAt ?? isoSeconds(project.ports.clock.now());
  const taken = await keepRevision(project, queue, { run, number, base, at, largestMegabytes });
  const kept = `The draft is as it was. What was written is kept${taken.inRepository ? `: git show ${taken.ref}` : '.'}`;
  const broken = await runFailure(planning, order, exit);
  await keepSession(planning, order, exit, broken);
  const failure = unservedWords(broken) ?? failureOf(exit);
  if (stop.aborted) throw new PlanningStopped(`Stopped. ${kept}`);
  if (failure !== undefined) throw new PlanningError(`${failure} ${kept}`);
  return { run, base, taken, kept, reply: exit?.draft?.reply, questions: unanswered(end) };
}

/** Throws PlanningError, TrustError, NoPlanError. */
export async function readGround(project: Project): Promise<Ground> {
  const { ports, place, repository } = project;
  const snapshot = await project.store.read();
  const { config, problems } = snapshot;
  if (config === undefined) throw new PlanningError(`sanctum.json cannot be used: ${problems.map(({ words }) => words).join(' ')} Mend it in a commit on sanctum/plan.`);
  const master = await readRef(ports.files, place.commonDir, `refs/heads/${config.branch}`);
  if (master === undefined) throw new PlanningError(`There is no branch ${config.branch}, whose files the architect is to read. sanctum.json names it.`);
  const trust = await trustRequest(repository, config, master);
  if (!(await new TrustStore(ports, project.home).isTrusted(place.commonDir, trust.hash))) throw new TrustError(trust, 'sanctum trust --hash');
  return { snapshot, config, master, queue: await planningContext(project, config.branch) };
}

/** What the architect is told. Where it cannot be ordered, nothing of its checkout is wanted. */
async function orderFor(planning: Planning, ground: Ground, checkout: PlanningCheckout, run: string, task: ArchitectTask, stop: AbortSignal): Promise<RunOrder> {
  const { project, runs, kit, ask } = planning;
  const { snapshot, config, queue } = ground;
  const model = modelFor(config.roles.architect, 0);
  const ordered = (session: 'new' | 'resumed'): Promise<RunOrder> => planningOrder({ project, runs, kit, queue }, { snapshot, config, checkout, run, model, task, session, mayAsk: ask !== undefined });
  try {
    const order = (await copySession(planning, run, model)) ? await ordered('resumed').catch((error: unknown) => beginAnew(error, planning, run, ordered)) : await ordered('new');
    if (stop.aborted) throw new PlanningStopped('Stopped before the architect began.');
    return order;
  } catch (error) {
    await project.ports.files.removeTree(project.folder.attempt(specWork, checkout.number));
    throw error;
  }
}

/** A session that its backend does not find where it should be is gone; whatever else keeps an architect from being ordered would do so again. */
async function beginAnew(error: unknown, { project, say }: Planning, run: string, ordered: (session: 'new') => Promise<RunOrder>): Promise<RunOrder> {
  if (!(error instanceof BackendUnavailableError)) throw error;
  const { files } = project.ports;
  const folder = new RunFolder(files, project.folder.run(run));
  await files.removeTree(folder.home);
  const order = await ordered('new');
  say('the session before is gone; the architect begins a new one');
  return order;
}

/** Runs the architect to its end, or until `stop`; answers its questions as far as the engineer does. */
async function play({ project, runs, say, ask }: Planning, order: RunOrder, doing: string, stop: AbortSignal): Promise<RunState> {
  const { run, model, place } = order;
  await runs.start(order);
  say(`the architect (${model}) ${doing} in ${place.worktree}`);
  const questions = ask === undefined ? undefined : new PlanningQuestions(runs, run, ask);
  const endRun = (): void => {
    say('ending the architect …');
    void runs.stop(run).catch((error: unknown) => say(`the architect could not be told to end: ${String(error)}`));
  };
  if (stop.aborted) endRun();
  else stop.addEventListener('abort', endRun, { once: true });
  let told: string | undefined;
  const tell = (progress: string | undefined): void => {
    if (progress !== undefined && progress !== told) say(`· ${progress}`);
    told = progress ?? told;
  };
  try {
    const end = await watchToEnd(runs, project.ports.clock, run, (state) => {
      if (state.kind === 'live') tell(state.progress?.text);
      if (state.kind === 'ended') tell(state.exit.progress);
      questions?.look(state);
    });
    if (end.kind !== 'ended') await endPlanningRun(project, runs, run);
    return end;
  } finally {
    stop.removeEventListener('abort', endRun);
    await questions?.end();
  }
}

/** Why nothing of a run can be taken, or undefined. */
function failureOf(exit: ExitRecord | undefined): string | undefined {
  if (exit === undefined) return "The architect's runner was killed from outside.";
  switch (exit.reason) {
    case 'time-cap':
      return 'The architect reached its cap of time and was ended.';
    case 'stalled':
      return `The architect was ended because it had stalled: ${exit.detail ?? 'nothing was heard of it'}`;
    case 'stopped':
    case 'budget':
      return 'The architect was stopped.';
    case 'not-started':
      return `The architect could not be started: ${exit.detail ?? 'no reason was given'}.`;
    case 'quarantined':
      return `The architect was quarantined: ${exit.detail ?? 'its tools were reached from a second place'}.`;
    case 'exited':
      return exit.exitCode === 0 ? undefined : `The architect ended with an error (${exit.signal ?? `exit ${String(exit.exitCode)}`}).`;
  }
}

/** What went wrong between the architect and its model, as far as that ended it. */
async function runFailure({ project }: Planning, order: RunOrder, exit: ExitRecord | undefined): Promise<RunFailure | undefined> {
  if (exit?.reason !== 'exited') return undefined;
  const folder = new RunFolder(project.ports.files, project.folder.run(order.run));
  return (await endedAccount(folder, order, exit, [])).failure;
}

/** A session goes on from its last run, unless what ended that would end the next one as well. */
async function keepSession({ session, say }: Planning, { run }: RunOrder, exit: ExitRecord | undefined, failure: RunFailure | undefined): Promise<void> {
  if (session === undefined || exit === undefined || exit.reason === 'not-started' || exit.reason === 'quarantined') return;
  if (failure === undefined || consequences[failure.cause].session !== 'is over') return session.keep(run);
  await session.end();
  say('this session of the architect is over; the next words begin a new one');
}

/** What the architect wants to know, and how to tell it. */
export function questionWords(questions: readonly Asked[], command: 'plan' | 'ask' = 'plan'): string {
  const asked = questions.map(({ question, options, default: byDefault }) => {
    const choices = options.length === 0 ? '' : `\n  Choices: ${options.join(' · ')}`;
    return `  ${question.trim()}${choices}${byDefault === undefined ? '' : `\n  Unless told otherwise: ${byDefault}`}`;
  });
  return `The architect asks:\n${asked.join('\n')}\nSay it to the next one: sanctum ${command} "<the same, with your answer>"`;
}
