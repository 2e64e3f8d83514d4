import type { AgentKit } from '../../agents/kit.js';
import { modelFor } from '../../agents/ladder.js';
import type { Asked, ExitRecord, RunOrder } from '../../agents/runOrder.js';
import { longestOutputBytes, RunFolder } from '../../agents/runFolder.js';
import type { RunState } from '../../agents/runs.js';
import { readRef } from '../../git/refReader.js';
import { wipRef } from '../../plan/paths.js';
import type { Config } from '../../plan/schemas.js';
import type { Snapshot } from '../../plan/snapshot.js';
import { isoSeconds } from '../../platform/clock.js';
import type { QueueContext } from '../../queue/context.js';
import { finishAcceptance, readDraft, refuseCheckedOutDraft, specIn, writeDraft } from './draftBranch.js';
import { TrustError } from '../init.js';
import type { PlanningCheckout } from './planningCheckout.js';
import { makePlanningCheckout, specWork } from './planningCheckout.js';
import { PlanningError, PlanningStopped } from './planningError.js';
import { planningContext } from './planningFolder.js';
import { underPlanningLock } from './planningLock.js';
import { newRunId } from '../runs/runId.js';
import { planningOrder } from './planningOrder.js';
import type { AskEngineer } from './planningQuestions.js';
import { PlanningQuestions, unanswered } from './planningQuestions.js';
import type { PlanningRuns } from './planningRuns.js';
import { endPlanningRun, keepRevision, settleLeftRevisions, watchToEnd } from './planningRuns.js';
import { judgeRevision } from './planningVerdict.js';
import type { Project } from '../project.js';
import { trustRequest, TrustStore } from '../trust.js';
import { tagVersions } from './versionTags.js';

/** What a revision of the spec works with. */
export interface Planning {
  readonly project: Project;
  readonly runs: PlanningRuns;
  readonly kit: AgentKit;
  /** Tells whoever waits what is going on. */
  readonly say: (words: string) => void;
  /** Undefined where nobody is there to be asked. */
  readonly ask: AskEngineer | undefined;
}

/** The draft after a revision. */
export interface Revision {
  readonly draft: string;
  readonly run: string;
  /** What the architect asked and nobody answered. */
  readonly questions: readonly Asked[];
}

/** What the present spec is drawn from, and with. */
interface Ground {
  readonly snapshot: Snapshot;
  readonly config: Config;
  readonly master: string;
  readonly queue: QueueContext;
}

/**
 * Lets the architect revise the spec as `request` says, and puts what it wrote on the draft, and nowhere else. It needs no engine. Throws
 * PlanningError with the reason, and where what was written is kept; PlanningStopped; PlanningElsewhere; TrustError; NoPlanError; and
 * RoutingError, BackendUnavailableError or PromptError for an architect that cannot be ordered.
 */
export function reviseSpec(planning: Planning, request: string, stop: AbortSignal): Promise<Revision> {
  return underPlanningLock(planning.project, 'plan', async () => {
    const { project, runs, say } = planning;
    const ground = await readGround(project);
    const { snapshot, config, queue } = ground;
    await refuseCheckedOutDraft(project);
    await finishAcceptance(project, snapshot);
    await tagVersions(project);
    for (const number of await settleLeftRevisions(project, queue, runs, config.limits.submissionMegabytes)) {
      say(`ended an architect that was left at work; what it wrote is kept as ${wipRef(specWork, number)}`);
    }
    const draft = await readDraft(project, snapshot);
    const checkout = await makePlanningCheckout(project, draft?.text ?? (await specIn(project, snapshot.commit)), ground.master);
    const run = newRunId(project.ports, specWork, checkout.number);
    const order = await orderFor(planning, ground, checkout, run, request, stop);
    const end = await play(planning, order, stop);
    const exit = end.kind === 'ended' ? end.exit : undefined;
    const at = exit?.endedAt ?? isoSeconds(project.ports.clock.now());
    const taken = await keepRevision(project, queue, { run, number: checkout.number, base: checkout.base, at, largestMegabytes: config.limits.submissionMegabytes });
    const questions = unanswered(end);
    const kept = `The draft is as it was. What was written is kept${taken.inRepository ? `: git show ${wipRef(specWork, checkout.number)}` : '.'}`;
    const failure = (await unservedWords(planning, order, exit)) ?? failureOf(exit);
    if (stop.aborted) throw new PlanningStopped(`Stopped. ${kept}`);
    if (failure !== undefined) throw new PlanningError(`${failure} ${kept}`);
    const verdict = await judgeRevision(project.repository, checkout.base, taken);
    if ('refused' in verdict) throw new PlanningError(verdict.unchanged && questions.length > 0 ? questionWords(questions) : `${verdict.refused} ${verdict.unchanged ? '' : kept}`.trim());
    const message = `draft: ${request.trim().split('\n')[0]?.slice(0, 100) ?? ''}\n\nSanctum-Run: ${run}`;
    return { draft: await writeDraft(project, snapshot, draft, verdict.text, message), run, questions };
  });
}

async function readGround(project: Project): Promise<Ground> {
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
async function orderFor({ project, runs, kit, ask }: Planning, ground: Ground, checkout: PlanningCheckout, run: string, request: string, stop: AbortSignal): Promise<RunOrder> {
  const { snapshot, config, queue } = ground;
  const model = modelFor(config.roles.architect, 0);
  try {
    const order = await planningOrder({ project, runs, kit, queue }, { snapshot, config, checkout, run, model, request, mayAsk: ask !== undefined });
    if (stop.aborted) throw new PlanningStopped('Stopped before the architect began.');
    return order;
  } catch (error) {
    await project.ports.files.removeTree(project.folder.attempt(specWork, checkout.number));
    throw error;
  }
}

/** Runs the architect to its end, or until `stop`; answers its questions as far as the engineer does. */
async function play({ project, runs, say, ask }: Planning, order: RunOrder, stop: AbortSignal): Promise<RunState> {
  const { run, model, place } = order;
  await runs.start(order);
  say(`the architect (${model}) revises the spec in ${place.worktree}`);
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
    case 'stopped':
      return 'The architect was stopped.';
    case 'not-started':
      return `The architect could not be started: ${exit.detail ?? 'no reason was given'}.`;
    case 'quarantined':
      return `The architect was quarantined: ${exit.detail ?? 'its tools were reached from a second place'}.`;
    case 'exited':
      return exit.exitCode === 0 ? undefined : `The architect ended with an error (${exit.signal ?? `exit ${String(exit.exitCode)}`}).`;
  }
}

/** Why the architect's model did not serve it; undefined when that was not what ended it. */
async function unservedWords({ project, kit }: Planning, { run, model }: RunOrder, exit: ExitRecord | undefined): Promise<string | undefined> {
  if (exit?.reason !== 'exited' || exit.exitCode === 0) return undefined;
  const output = new RunFolder(project.ports.files, project.folder.run(run)).readStreamEnd(longestOutputBytes);
  const { unserved } = await kit.account(model, async () => (await output).toString('utf8'), async () => undefined);
  return unserved;
}

/** What the architect wants to know, and how to tell it. */
export function questionWords(questions: readonly Asked[]): string {
  const asked = questions.map(({ question, options, default: byDefault }) => {
    const choices = options.length === 0 ? '' : `\n  Choices: ${options.join(' · ')}`;
    return `  ${question.trim()}${choices}${byDefault === undefined ? '' : `\n  Unless told otherwise: ${byDefault}`}`;
  });
  return `The architect asks:\n${asked.join('\n')}\nSay it to the next one: sanctum plan "<the same, with your answer>"`;
}
