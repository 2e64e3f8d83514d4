import type { SpecEdit } from '../../plan/draft.js';
import { draftedChanges } from '../../plan/changeTransitions.js';
import type { Snapshot } from '../../plan/snapshot.js';
import { editedSpec } from '../../plan/specEdits.js';
import type { Project } from '../project.js';
import { finishAcceptance, readDraft, refuseCheckedOutDraft, specIn, writeDraft } from './draftBranch.js';
import { underPlanningLock } from './planningLock.js';
import { tagVersions } from './versionTags.js';

/** Which run of an architect wants the spec changed how, and for which question. */
export interface WantedChange {
  readonly question: string;
  readonly run: string;
  readonly edits: readonly SpecEdit[];
}

/** So far back on the draft a run's commit is looked for. */
const mostDraftCommits = 50;

async function writtenBy({ repository }: Project, draft: string | undefined, run: string): Promise<string | undefined> {
  for (let at = draft, steps = 0; at !== undefined && steps < mostDraftCommits; steps += 1) {
    const { message, parents }: { readonly message: string; readonly parents: readonly string[] } = await repository.reader.commit(at);
    if (message.includes(`\nSanctum-Run: ${run}`)) return at;
    at = parents[0];
  }
  return undefined;
}

/**
 * Puts an architect's edits on the draft that waits, or begins one. Done again after a crash it finds what it did. Returns the draft's commit, or
 * why the edits do not fit it. Throws PlanningElsewhere while somebody is at the draft, and PlanningError.
 */
export function draftChange(project: Project, { question, run, edits }: WantedChange): Promise<{ readonly draft: string } | { readonly refused: string }> {
  return underPlanningLock(project, 'run', async () => {
    const snapshot = await project.store.read();
    await refuseCheckedOutDraft(project);
    await finishAcceptance(project, snapshot);
    await tagVersions(project);
    const draft = await readDraft(project, snapshot);
    const done = await writtenBy(project, draft?.commit, run);
    if (done !== undefined) return { draft: done };
    const edited = editedSpec(draft?.text ?? (await specIn(project, snapshot.commit)) ?? '', edits);
    if ('refused' in edited) return { refused: draft === undefined ? edited.refused : `A draft of the spec waits for the engineer, and the edits do not fit it: ${edited.refused}` };
    return { draft: await writeDraft(project, snapshot, draft, edited.text, `draft: for ${question}\n\nSanctum-Run: ${run}`) };
  });
}

/** The changes of the plan that a draft holds, by question. */
export async function changesHeldBy({ repository }: Project, snapshot: Snapshot, draft: string): Promise<readonly string[]> {
  const held = await Promise.all(
    draftedChanges(snapshot).map(async ({ fields, draft: own }) => {
      const { exitCode } = own === draft ? { exitCode: 0 } : await repository.git.ask(['merge-base', '--is-ancestor', own, draft], { answers: [1, 128] });
      return exitCode === 0 ? [fields.id] : [];
    }),
  );
  return held.flat();
}
