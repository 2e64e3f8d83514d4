import { mergeInMemory } from '../git/mergeTree.js';
import { sanctumPerson } from '../git/objects.js';
import { candidateRef } from '../plan/paths.js';
import type { Pending } from '../plan/schemas.js';
import type { Ticket } from '../plan/snapshot.js';
import type { QueueContext } from './context.js';
import { setRef } from './setRef.js';

export interface Candidate {
  readonly commit: string;
  readonly tree: string;
  readonly base: string;
}

export type CandidateResult = Candidate | { readonly conflicts: readonly string[] } | { readonly empty: true };

function landingMessage(ticket: Ticket, pending: Pending): string {
  const trailers = [
    `Sanctum-Ticket: ${pending.ticket}`,
    `Sanctum-Run: ${pending.run}`,
    `Sanctum-Model: ${pending.model}`,
    `Sanctum-Plan-Version: ${String(ticket.fields['plan-version'])}`,
  ];
  return `${ticket.fields.title}\n\n${pending.summary.trim()}\n\n${trailers.join('\n')}`;
}

/**
 * One commit on master's tip that holds the submission, merged in memory where master has moved. The same submission on the same
 * base gives the same commit, so that it can be built again at any time.
 */
export async function buildCandidate(context: QueueContext, ticket: Ticket, pending: Pending, master: string): Promise<CandidateResult> {
  const { ports, repository, closedGit, project } = context;
  let { tree } = pending;
  if (pending.base !== master) {
    const merged = await mergeInMemory(ports.files, closedGit, repository, project.scratch(`merge-${pending.ticket}`), master, pending.commit);
    if (merged.conflicts.length > 0) return { conflicts: merged.conflicts };
    tree = merged.tree;
  }
  if (tree === (await repository.treeOf(master))) return { empty: true };
  const commit = await repository.objects.commit({
    tree,
    parents: [master],
    author: sanctumPerson,
    committer: sanctumPerson,
    time: Math.floor(Date.parse(pending.submitted) / 1000),
    message: landingMessage(ticket, pending),
  });
  await setRef(repository.refs, candidateRef(pending.ticket), commit);
  return { commit, tree, base: master };
}
