import type { Snapshot } from '../../plan/snapshot.js';
import type { WaitingDraft } from './draftBranch.js';
import { specIn } from './draftBranch.js';
import { mergeTexts } from './mergeTexts.js';
import type { Project } from '../project.js';

/** What the spec would be if the draft were accepted now. */
export interface Proposal {
  /** The spec on the plan, or undefined. */
  readonly spec: string | undefined;
  /** The draft, with what changed on the plan since it was drawn; with conflict markers where `conflicting`. */
  readonly text: string;
  readonly conflicting: boolean;
}

/** Lays a draft over the spec as it is on the plan now; somebody may have changed that by hand since. */
export async function proposalOf(project: Project, snapshot: Snapshot, draft: WaitingDraft): Promise<Proposal> {
  const spec = await specIn(project, snapshot.commit);
  const found = await project.repository.git.ask(['merge-base', snapshot.commit, draft.commit], { answers: [1] });
  const base = found.exitCode === 0 ? await specIn(project, found.stdout.toString('utf8').trim()) : undefined;
  if (spec === base || spec === draft.text) return { spec, text: draft.text, conflicting: false };
  return { spec, ...(await mergeTexts(project, snapshot.config?.branch ?? '', base, spec, draft.text)) };
}
