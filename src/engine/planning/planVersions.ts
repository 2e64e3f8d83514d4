import { parseMessage } from '../../plan/commitKinds.js';
import { approvalPath, versionRef } from '../../plan/paths.js';
import type { Approval } from '../../plan/planningSchemas.js';
import { approvalSchema } from '../../plan/planningSchemas.js';
import { readDocument } from '../../plan/readDocument.js';
import type { Snapshot } from '../../plan/snapshot.js';
import type { Project } from '../project.js';
import { readDraft, specIn } from './draftBranch.js';
import { PlanningError } from './planningError.js';

/** A version of the plan, as the engineer accepted it. */
export interface PlanVersion extends Approval {
  /** The newest is what holds; the others were superseded by it. */
  readonly state: 'approved' | 'superseded';
  /** The plan commit that accepted it. */
  readonly commit: string;
  /** What the architect was asked for, where the draft says it. */
  readonly request: string | undefined;
}

/** A text of the spec that has a name. */
export interface NamedSpec {
  /** `v3`, or `draft`. */
  readonly name: string;
  readonly text: string;
}

/** Where the plan accepted a version: its tag, or, before that is set, the commit that brought the approval. */
async function acceptingCommit({ repository }: Project, { commit }: Snapshot, version: number): Promise<string> {
  return (await repository.refs.read(versionRef(version))) ?? repository.git.text(['log', '-1', '--format=%H', '--diff-filter=A', commit, '--', approvalPath(version)]);
}

async function requestOf({ repository }: Project, draft: string): Promise<string | undefined> {
  const object = await repository.reader.read(draft);
  if (object?.type !== 'commit') return undefined;
  const [subject = ''] = (await repository.reader.commit(draft)).message.split('\n');
  return subject.startsWith('draft: ') ? subject.slice('draft: '.length) : undefined;
}

/** All accepted versions, the newest first. */
export async function planVersions(project: Project): Promise<readonly PlanVersion[]> {
  const snapshot = await project.store.read();
  const versions: PlanVersion[] = [];
  for (let version = snapshot.version; version > 0; version -= 1) {
    const text = await project.store.snapshots.text(snapshot.commit, approvalPath(version));
    if (text === undefined) continue;
    const approval = readDocument(approvalSchema, text);
    versions.push({ ...approval, state: version === snapshot.version ? 'approved' : 'superseded', commit: await acceptingCommit(project, snapshot, version), request: await requestOf(project, approval.draft) });
  }
  return versions;
}

/** The number of a version by what was typed: `v3`, or `3`. Throws PlanningError for what is none. */
export function versionNumber(typed: string, { version: newest }: Pick<Snapshot, 'version'>): number {
  const number = /^v?([1-9]\d{0,8})$/.exec(typed)?.[1];
  const known = newest === 0 ? 'The plan has no version yet; sanctum approve makes the first.' : `The plan has the versions v1${newest === 1 ? '' : ` to v${String(newest)}`}: sanctum plan log`;
  if (number === undefined || Number(number) > newest) throw new PlanningError(`There is no version ${typed}. ${known}`);
  return Number(number);
}

/** The spec of a version, or of the draft that waits. Throws PlanningError. */
export async function namedSpec(project: Project, typed: string): Promise<NamedSpec> {
  const snapshot = await project.store.read();
  if (typed === 'draft') {
    const draft = await readDraft(project, snapshot);
    if (draft === undefined) throw new PlanningError('There is no draft. Make one: sanctum plan "<what is to change>"');
    return { name: 'draft', text: draft.text };
  }
  const version = versionNumber(typed, snapshot);
  return { name: `v${String(version)}`, text: (await specIn(project, await acceptingCommit(project, snapshot, version))) ?? '' };
}

/** The whole plan as it stood while a version held: when the next one was accepted, or now. Throws PlanningError. */
export async function planUnder(project: Project, version: number): Promise<Snapshot> {
  const snapshot = await project.store.read();
  if (version === snapshot.version) return snapshot;
  const next = await acceptingCommit(project, snapshot, version + 1);
  const { parents, message } = await project.repository.reader.commit(next);
  if (parents[0] === undefined || parseMessage(message).transition !== 'approve') throw new PlanningError(`Version v${String(version + 1)} was not accepted by a commit of Sanctum's, so that the end of v${String(version)} is not known.`);
  return project.store.snapshots.read(parents[0]);
}
