import { isUtf8 } from 'node:buffer';
import { holdersOf } from '../../git/checkouts.js';
import { encodeCommit, sanctumPerson } from '../../git/objects.js';
import { readRef } from '../../git/refReader.js';
import { acceptedRef, approvalPath, draftRef, rejectedRef, specPath } from '../../plan/paths.js';
import type { Approval } from '../../plan/planningSchemas.js';
import { approvalSchema } from '../../plan/planningSchemas.js';
import { readDocument } from '../../plan/readDocument.js';
import type { Snapshot } from '../../plan/snapshot.js';
import { setRef } from '../../queue/setRef.js';
import { PlanningError } from './planningError.js';
import type { Project } from '../project.js';

/** A revision of the spec that waits for the engineer. */
export interface WaitingDraft {
  readonly commit: string;
  /** Its whole spec. */
  readonly text: string;
}

/** The spec in a commit, or undefined when there is none. Throws PlanningError for one that is no text. */
export async function specIn(project: Project, commit: string): Promise<string | undefined> {
  const object = await project.repository.reader.at(commit, specPath);
  if (object?.type !== 'blob') return undefined;
  if (!isUtf8(object.body)) throw new PlanningError(`${specPath} in ${commit.slice(0, 10)} is not UTF-8. Write it anew by hand.`);
  return object.body.toString('utf8');
}

async function newestApproval(project: Project, snapshot: Snapshot): Promise<Approval | undefined> {
  const text = snapshot.version === 0 ? undefined : await project.store.snapshots.text(snapshot.commit, approvalPath(snapshot.version));
  return text === undefined ? undefined : readDocument(approvalSchema, text);
}

/** The draft that waits, or undefined. One that was accepted already waits no more, also where its branch is still there. */
export async function readDraft(project: Project, snapshot: Snapshot): Promise<WaitingDraft | undefined> {
  const commit = await readRef(project.ports.files, project.place.commonDir, draftRef);
  if (commit === undefined || (await newestApproval(project, snapshot))?.draft === commit) return undefined;
  const text = await specIn(project, commit);
  if (text === undefined) throw new PlanningError(`The draft (${commit.slice(0, 10)}) has no ${specPath}. Take it away with: sanctum reject`);
  return { commit, text };
}

/** Throws PlanningError while somebody works on the draft by hand: a branch must not move under a checkout. */
export async function refuseCheckedOutDraft({ ports, repository }: Project): Promise<void> {
  const [holder] = await holdersOf(ports.files, repository.git, draftRef);
  if (holder !== undefined) throw new PlanningError(`The draft is checked out in ${holder.path}. Commit what you want to keep of it, switch to another branch there, then try again.`);
}

/** Puts a new text on the draft that waits, or begins one on the plan. Throws PlanningError when somebody else moved it meanwhile. */
export async function writeDraft(project: Project, snapshot: Snapshot, draft: WaitingDraft | undefined, text: string, message: string): Promise<string> {
  return moveDraft(project, draft?.commit, [draft?.commit ?? snapshot.commit], text, message);
}

/**
 * Puts a text on the draft that was written for the spec as it is on the plan now: what changed there since the draft was begun is in it
 * already, and is not merged into it again. Throws PlanningError when somebody else moved the draft meanwhile.
 */
export async function writeDraftAnew(project: Project, snapshot: Snapshot, draft: string, text: string, message: string): Promise<string> {
  return moveDraft(project, draft, [draft, snapshot.commit], text, message);
}

async function moveDraft({ repository, ports }: Project, draft: string | undefined, parents: readonly string[], text: string, message: string): Promise<string> {
  const ground = parents.at(-1) ?? '';
  const tree = await repository.trees.edit(await repository.treeOf(ground), new Map([[specPath, text]]));
  const commit = await repository.objects.commit({ tree, parents, author: sanctumPerson, committer: sanctumPerson, time: ports.clock.now() / 1000, message });
  if (await repository.refs.swap(draftRef, commit, draft)) return commit;
  throw new PlanningError('Somebody moved the draft meanwhile, and their draft stays. Look at it: sanctum diff');
}

async function removeBranch({ repository }: Project, draft: string): Promise<void> {
  if (!(await repository.refs.swap(draftRef, undefined, draft)) && (await repository.refs.read(draftRef)) !== undefined) {
    throw new PlanningError('Somebody moved the draft meanwhile; it stays. Look at it: sanctum diff');
  }
}

/** Ends what was left of an acceptance: the draft is kept under a ref of its version, and its branch goes. Returns the version that was finished. */
export async function finishAcceptance(project: Project, snapshot: Snapshot): Promise<number | undefined> {
  const approval = await newestApproval(project, snapshot);
  const commit = await project.repository.refs.read(draftRef);
  if (approval === undefined || approval.draft !== commit) return undefined;
  await setRef(project.repository.refs, acceptedRef(approval.version), commit);
  await removeBranch(project, commit);
  return approval.version;
}

/** Takes the draft away. It stays reachable, below a commit that says why. */
export async function dropDraft(project: Project, draft: string, why: string | undefined): Promise<void> {
  const { repository, ports } = project;
  const message = why === undefined ? 'Rejected' : `Rejected: ${why}`;
  const person = { author: sanctumPerson, committer: sanctumPerson, time: ports.clock.now() / 1000 };
  const rejection = await repository.objects.write('commit', encodeCommit({ tree: await repository.treeOf(draft), parents: [draft], ...person, message }));
  await setRef(repository.refs, rejectedRef(draft), rejection);
  await removeBranch(project, draft);
}
