import { acceptedRef, draftRef, specPath, versionRef } from '../../plan/paths.js';
import type { Written } from '../../plan/store.js';
import type { Transition } from '../../plan/transition.js';
import { approve } from '../../plan/versionTransitions.js';
import { isoSeconds } from '../../platform/clock.js';
import { setRef } from '../../queue/setRef.js';
import { dropDraft, finishAcceptance, readDraft, refuseCheckedOutDraft } from './draftBranch.js';
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

/**
 * Makes the draft the next version of the spec, merged with what changed on the plan since it was drawn. `write` makes the engineer's
 * command. Throws PlanningError, PlanningElsewhere, NoPlanError, and what `write` throws.
 */
export function approveDraft(project: Project, write: (transition: Transition) => Promise<Written>): Promise<Accepted> {
  return underPlanningLock(project, 'approve', async () => {
    const snapshot = await project.store.read();
    await refuseCheckedOutDraft(project);
    const cutShort = await finishAcceptance(project, snapshot);
    const finished = (await tagVersions(project)).at(-1) ?? cutShort;
    const draft = await readDraft(project, snapshot);
    if (draft === undefined) {
      if (finished === undefined) throw new PlanningError(noDraft);
      return { version: finished, commit: (await project.repository.refs.read(versionRef(finished))) ?? snapshot.commit, finished: true };
    }
    const { text, conflicting, spec } = await proposalOf(project, snapshot, draft);
    if (conflicting) {
      const byHand = 'git switch sanctum/draft && git merge sanctum/plan, mend spec.md, commit, and switch back; then once more: sanctum approve';
      throw new PlanningError(`The spec on the plan was changed since the draft was made, in the same lines (${specPath}). Merge them by hand: ${byHand}. Or give the draft up: sanctum reject`);
    }
    if (text === spec) throw new PlanningError('The draft says what the spec says already. Go on from it with: sanctum plan "<what is to change>". Or take it away: sanctum reject');
    const { user, host } = project.machine;
    const by = `${user}@${host}`.slice(0, 200);
    const blob = project.repository.objects.prepare('blob', Buffer.from(text, 'utf8')).id;
    const written = await write(approve({ text, instead: snapshot.spec, spec: blob, draft: draft.commit, by, at: isoSeconds(project.ports.clock.now()) }));
    const after = await project.store.snapshots.read(written.commit);
    await setRef(project.repository.refs, acceptedRef(after.version), draft.commit);
    await finishAcceptance(project, after);
    await tagVersions(project);
    return { version: after.version, commit: written.commit, finished: false };
  });
}

/** Takes the draft away; it stays reachable. Returns its commit. Throws PlanningError, PlanningElsewhere, NoPlanError. */
export function rejectDraft(project: Project, why: string | undefined): Promise<string> {
  return underPlanningLock(project, 'reject', async () => {
    const snapshot = await project.store.read();
    await refuseCheckedOutDraft(project);
    await finishAcceptance(project, snapshot);
    const commit = await project.repository.refs.read(draftRef);
    if (commit === undefined) throw new PlanningError(noDraft);
    await dropDraft(project, commit, why);
    return commit;
  });
}
