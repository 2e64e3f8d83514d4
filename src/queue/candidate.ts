import { mergeInMemory } from '../git/mergeTree.js';
import type { CommitFields, Person } from '../git/objects.js';
import { decodeCommit, encodeCommit, sanctumPerson } from '../git/objects.js';
import { candidateRef } from '../plan/paths.js';
import type { Pending } from '../plan/schemas.js';
import type { Ticket } from '../plan/snapshot.js';
import type { QueueContext } from './context.js';
import { setRef } from './setRef.js';
import { committerOf, engineerOf, isSigned, sign, signedCommit, wantsSignature, wantsSignOff } from './signature.js';

export interface Candidate {
  readonly commit: string;
  readonly tree: string;
  /** The commit that it stands on: master's tip, or another candidate. */
  readonly base: string;
  /** Why it was not signed though the engineer wants signatures. */
  readonly unsigned?: string;
}

export type CandidateResult = Candidate | { readonly conflicts: readonly string[] } | { readonly empty: true };

function landingMessage(ticket: Ticket, pending: Pending, signOff: Person | undefined): string {
  const trailers = [
    `Sanctum-Ticket: ${pending.ticket}`,
    `Sanctum-Run: ${pending.run}`,
    `Sanctum-Model: ${pending.model}`,
    `Sanctum-Plan-Version: ${String(ticket.fields['plan-version'])}`,
    ...(signOff === undefined ? [] : [`Signed-off-by: ${signOff.name} <${signOff.email}>`]),
  ];
  return `${ticket.fields.title}\n\n${pending.summary.trim()}\n\n${trailers.join('\n')}`;
}

/**
 * One commit on `base`, which is master's tip or another candidate, that holds the submission, merged in memory where it was not made from
 * `base`. The same submission on the same base gives the same commit, so that it can be built again at any time.
 */
export async function buildCandidate(context: QueueContext, ticket: Ticket, pending: Pending, base: string): Promise<CandidateResult> {
  const { ports, repository, closedGit, project } = context;
  let { tree } = pending;
  if (pending.base !== base) {
    const merged = await mergeInMemory(ports.files, closedGit, repository, project.scratch(`merge-${pending.ticket}`), base, pending.commit);
    if (merged.conflicts.length > 0) return { conflicts: merged.conflicts };
    tree = merged.tree;
  }
  if (tree === (await repository.treeOf(base))) return { empty: true };
  const { settings } = context;
  const fields: CommitFields = {
    tree,
    parents: [base],
    author: sanctumPerson,
    committer: committerOf(settings),
    time: Math.floor(Date.parse(pending.submitted) / 1000),
    message: landingMessage(ticket, pending, wantsSignOff(settings) ? engineerOf(settings) : undefined),
  };
  const earlier = await candidateBefore(context, pending.ticket, fields);
  if (earlier !== undefined) return { commit: earlier, tree, base };
  const signing = wantsSignature(settings) ? await sign(context, encodeCommit(fields)) : undefined;
  const commit = signing !== undefined && 'signature' in signing ? await repository.objects.write('commit', signedCommit(fields, repository.format, signing.signature)) : await repository.objects.commit(fields);
  await setRef(repository.refs, candidateRef(pending.ticket), commit);
  return { commit, tree, base, ...(signing !== undefined && 'unsigned' in signing ? signing : {}) };
}

/** The commit that was built of the same before. A signature holds a time: built anew it would be another commit. */
async function candidateBefore({ repository, settings }: QueueContext, ticket: string, fields: CommitFields): Promise<string | undefined> {
  const found = await repository.refs.read(candidateRef(ticket));
  const object = found === undefined ? undefined : await repository.reader.read(found);
  if (object?.type !== 'commit') return undefined;
  const [before, now] = [decodeCommit(object.body), decodeCommit(encodeCommit(fields))];
  const isSame = before.tree === now.tree && before.parents.join() === now.parents.join() && before.time === now.time && before.message === now.message;
  return isSame && isSigned(object.body) === wantsSignature(settings) ? found : undefined;
}
