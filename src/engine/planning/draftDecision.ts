import { refuseChange } from '../../plan/changeTransitions.js';
import { acceptedRef, draftRef, specPath, versionRef } from '../../plan/paths.js';
import type { Written } from '../../plan/store.js';
import type { Transition } from '../../plan/transition.js';
import { approve } from '../../plan/versionTransitions.js';
import { isoSeconds } from '../../platform/clock.js';
import { setRef } from '../../queue/setRef.js';
import { changesHeldBy } from './changeDraft.js';
import { dropDraft, finishAcceptance, readDraft, refuseCheckedOutDraft, writeDraftAnew } from './draftBranch.js';
import type { Proposal } from './draftMerge.js';
import { proposalOf } from './draftMerge.js';
import { PlanningError } from './planningError.js';
import { underPlanningLock } from './planningLock.js';
import type { Project } from '../project.js';
import { tagVersions } from './versionTags.js';

const noDraft = 'There is no draft. Make one: sanctum plan "<what is to change>"';

export interface Accepted {
  readonly version: number;
  /** The plan commit that is tagged as this version. */
  readonly commit: string;
  /** It was accepted by an earlier command that was cut short; only its end was missing. */
  readonly finished: boolean;
}

/** What the engineer makes of a draft that was looked at. */
export interface Choice {
  /** The commit of that draft. */
  readonly draft: string;
  /** The spec beside it. */
  readonly spec: string | undefined;
  /** What the engineer wants of the two, hunk by hunk or in other words. */
  readonly text: string;
}

/** Throws PlanningError when the engineer chose from something else than what is there now. */
function refuseStale({ draft, spec }: Choice, waiting: string, now: string | undefined): void {
  if (draft !== waiting || spec !== now) throw new PlanningError('The draft or the spec changed since you looked at them. Nothing was changed; look at the draft again.');
}

/**
 * Makes the draft the next version of the spec, merged with what changed on the plan since it was drawn. With a choice, that text becomes
 * the next version, and what it leaves out stays as the draft. `write` makes the engineer's command. Throws PlanningError,
 * PlanningElsewhere, NoPlanError, and what `write` throws.
 */
export function approveDraft(project: Project, write: (transition: Transition) => Promise<Written>, choice?: Choice): Promise<Accepted> {
  return underPlanningLock(project, 'approve', async () => {
    const snapshot = await project.store.read();
    await refuseCheckedOutDraft(project);
    const cutShort = await finishAcceptance(project, snapshot);
    const finished = (await tagVersions(project)).at(-1) ?? cutShort;
    const draft = await readDraft(project, snapshot);
    if (draft === undefined) {
      if (finished === undefined || choice !== undefined) throw new PlanningError(noDraft);
      return { version: finished, commit: (await project.repository.refs.read(versionRef(finished))) ?? snapshot.commit, finished: true };
    }
    const proposal = await proposalOf(project, snapshot, draft);
    const { spec } = proposal;
    if (choice !== undefined) refuseStale(choice, draft.commit, spec);
    if (proposal.conflicting) {
      const byHand = 'git switch sanctum/draft && git merge sanctum/plan, mend spec.md, commit, and switch back; then once more: sanctum approve';
      throw new PlanningError(`The spec on the plan was changed since the draft was made, in the same lines (${specPath}). Merge them by hand: ${byHand}. Or give the draft up: sanctum reject`);
    }
    const text = choice?.text ?? proposal.text;
    if (text === spec) throw new PlanningError('The draft says what the spec says already. Go on from it with: sanctum plan "<what is to change>". Or take it away: sanctum reject');
    // Before the spec changes, so that a command that is cut short behind that leaves the rest where it can be seen.
    const rest = text === proposal.text ? undefined : await writeDraftAnew(project, snapshot, draft.commit, proposal.text, restMessage);
    const { user, host } = project.machine;
    const by = `${user}@${host}`.slice(0, 200);
    const blob = project.repository.objects.prepare('blob', Buffer.from(text, 'utf8')).id;
    const settles = await changesHeldBy(project, snapshot, draft.commit);
    const written = await write(approve({ text, instead: snapshot.spec, spec: blob, draft: draft.commit, by, at: isoSeconds(project.ports.clock.now()), settles, inPart: rest !== undefined }));
    const after = await project.store.snapshots.read(written.commit);
    await setRef(project.repository.refs, acceptedRef(after.version), draft.commit);
    if (rest === undefined) await finishAcceptance(project, after);
    else await writeDraftAnew(project, after, rest, proposal.text, restMessage);
    await tagVersions(project);
    return { version: after.version, commit: written.commit, finished: false };
  });
}

const restMessage = 'draft: what was not accepted yet';

/** Where git's merges leave both sides for a person. */
const conflictMark = /^(?:<{7}|>{7}) /m;

/**
 * Puts the engineer's own text on the draft, made from the spec and the draft as they were seen; the draft before stays reachable below
 * it. Returns its commit. Throws PlanningError, PlanningElsewhere, NoPlanError.
 */
export function changeDraft(project: Project, choice: Choice): Promise<string> {
  return underPlanningLock(project, 'draft', async () => {
    const snapshot = await project.store.read();
    await refuseCheckedOutDraft(project);
    const draft = await readDraft(project, snapshot);
    if (draft === undefined) throw new PlanningError(noDraft);
    const proposal: Proposal = await proposalOf(project, snapshot, draft);
    refuseStale(choice, draft.commit, proposal.spec);
    if (proposal.conflicting && conflictMark.test(choice.text)) throw new PlanningError('The marks of the conflict (<<<<<<<, =======, >>>>>>>) are still in the draft. Choose between the two sides of each, then save again.');
    if (choice.text.trim() === '') throw new PlanningError('An empty draft says nothing. To take the draft away, reject it.');
    return writeDraftAnew(project, snapshot, draft.commit, choice.text, 'draft: by the engineer');
  });
}

/**
 * Takes the draft away; it stays reachable. Whoever asked for a change that it holds is told first, by `write`, so that a command that is cut
 * short can be given again. Returns the draft's commit. Throws PlanningError, PlanningElsewhere, NoPlanError, and what `write` throws.
 */
export function rejectDraft(project: Project, write: (transition: Transition) => Promise<Written>, why: string | undefined): Promise<string> {
  return underPlanningLock(project, 'reject', async () => {
    const snapshot = await project.store.read();
    await refuseCheckedOutDraft(project);
    await finishAcceptance(project, snapshot);
    const commit = await project.repository.refs.read(draftRef);
    if (commit === undefined) throw new PlanningError(noDraft);
    for (const question of await changesHeldBy(project, snapshot, commit)) {
      await write(refuseChange(question, why ?? 'the engineer does not want the spec changed so.', isoSeconds(project.ports.clock.now())));
    }
    await dropDraft(project, commit, why);
    return commit;
  });
}
