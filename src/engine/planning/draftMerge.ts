import { mergeInMemory } from '../../git/mergeTree.js';
import { sanctumPerson } from '../../git/objects.js';
import { specPath } from '../../plan/paths.js';
import type { Snapshot } from '../../plan/snapshot.js';
import type { WaitingDraft } from './draftBranch.js';
import { specIn } from './draftBranch.js';
import { planningContext } from './planningFolder.js';
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
  return { spec, ...(await merge(project, snapshot, base, spec, draft.text)) };
}

/** The three texts become commits of nothing else, so that no ticket's way through its folders can get in between. */
async function merge(project: Project, snapshot: Snapshot, base: string | undefined, ours: string | undefined, theirs: string): Promise<Omit<Proposal, 'spec'>> {
  const { repository, ports } = project;
  const commitOf = async (text: string | undefined, parents: readonly string[]): Promise<string> => {
    const tree = await repository.trees.edit(undefined, new Map([[specPath, text]]));
    return repository.objects.commit({ tree, parents, author: sanctumPerson, committer: sanctumPerson, time: 0, message: 'A spec, for a merge in memory' });
  };
  const bottom = await commitOf(base, []);
  const [left, right] = [await commitOf(ours, [bottom]), await commitOf(theirs, [bottom])];
  const { closedGit, project: folder } = await planningContext(project, snapshot.config?.branch ?? '');
  const merged = await mergeInMemory(ports.files, closedGit, repository, folder.scratch(`merge-${ports.random.hex(6)}`), left, right);
  const object = await repository.reader.at(merged.tree, specPath);
  return { text: object?.type === 'blob' ? object.body.toString('utf8') : theirs, conflicting: merged.conflicts.length > 0 };
}
