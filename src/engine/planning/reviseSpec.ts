import type { Asked } from '../../agents/runOrder.js';
import type { Planning } from './architectRun.js';
import { questionWords, readGround, runArchitect } from './architectRun.js';
import { finishAcceptance, readDraft, refuseCheckedOutDraft, specIn, writeDraft } from './draftBranch.js';
import type { ArchitectTask } from './planningOrder.js';
import { PlanningError } from './planningError.js';
import { underPlanningLock } from './planningLock.js';
import { judgeRevision } from './planningVerdict.js';
import { tagVersions } from './versionTags.js';

/** The draft after a revision. */
export interface Revision {
  readonly draft: string;
  readonly run: string;
  /** What the architect asked and nobody answered. */
  readonly questions: readonly Asked[];
}

/**
 * Lets the architect revise the spec as `request` says, and puts what it wrote on the draft, and nowhere else. It needs no engine. Throws
 * PlanningError with the reason, and where what was written is kept; PlanningStopped; PlanningElsewhere; TrustError; NoPlanError; and
 * RoutingError, BackendUnavailableError or PromptError for an architect that cannot be ordered.
 */
export function reviseSpec(planning: Planning, request: string, stop: AbortSignal): Promise<Revision> {
  return revise(planning, { task: 'spec', words: request }, stop);
}

/**
 * Lets the architect write a first spec of the project as it is, on the draft; `words` are what the engineer says of it. Throws what `reviseSpec`
 * throws, and PlanningError where there is a spec or a draft already.
 */
export function describeProject(planning: Planning, words: string, stop: AbortSignal): Promise<Revision> {
  return revise(planning, { task: 'describe', words: words.trim() === '' ? 'Describe the project as it is.' : words }, stop);
}

function revise(planning: Planning, task: ArchitectTask, stop: AbortSignal): Promise<Revision> {
  return underPlanningLock(planning.project, 'plan', async () => {
    const { project } = planning;
    const ground = await readGround(project);
    const { snapshot } = ground;
    await refuseCheckedOutDraft(project);
    await finishAcceptance(project, snapshot);
    await tagVersions(project);
    const draft = await readDraft(project, snapshot);
    const spec = draft?.text ?? (await specIn(project, snapshot.commit));
    if (task.task === 'describe' && spec !== undefined) throw new PlanningError(draft === undefined ? 'There is a spec already. Say what is to change in it: sanctum plan "<text>"' : 'There is a draft of the spec already. Read it: sanctum diff. Accept it: sanctum approve. Or: sanctum reject');
    const { run, base, taken, kept, questions } = await runArchitect(planning, ground, spec, task, stop);
    const verdict = await judgeRevision(project.repository, base, taken);
    if ('refused' in verdict) throw new PlanningError(verdict.unchanged && questions.length > 0 ? questionWords(questions) : `${verdict.refused} ${verdict.unchanged ? '' : kept}`.trim());
    const message = `draft: ${task.words.trim().split('\n')[0]?.slice(0, 100) ?? ''}\n\nSanctum-Run: ${run}`;
    return { draft: await writeDraft(project, snapshot, draft, verdict.text, message), run, questions };
  });
}
