import { join } from 'node:path';
import { treeDifferences } from '../git/diff.js';
import { filteredPaths } from '../git/filteredPaths.js';
import { releaseQuarantine, snapshotFolder } from '../git/folderSnapshot.js';
import { encodeCommit, sanctumPerson } from '../git/objects.js';
import type { Repository } from '../git/repository.js';
import { keptRef, wipRef } from '../plan/paths.js';
import type { QueueContext } from './context.js';
import { refusals } from './submissionChecks.js';

const megabyte = 1024 * 1024;

export interface SnapshotRequest {
  /** The ticket, or the piece of work by name. */
  readonly ticket: string;
  /** Where the agent worked. */
  readonly folder: string;
  readonly attempt: number;
  readonly run: string;
  readonly base: string;
  /** ISO time at which the run ended: the same run gives the same commit, however often it is snapshotted. */
  readonly at: string;
  readonly largestMegabytes: number;
  /** Untracked paths that the set-up made; no part of the work. */
  readonly leftOut: readonly string[];
  /** Of an agent that is not at work any more, and may have taken rights from its folders: they are given back. */
  readonly opens?: boolean;
}

export interface TakenSnapshot {
  /** A commit on the base. */
  readonly commit: string;
  /** What keeps it, below `refs/sanctum/wip/`. */
  readonly ref: string;
  /** Whether it is in the engineer's repository; a later attempt can only begin from one that is. */
  readonly inRepository: boolean;
  readonly tree: string;
  /** Why it cannot be submitted, a line each; none when it can. */
  readonly refusals: readonly string[];
}

/**
 * Keeps a snapshot under a ref, and says which commit is kept, and where. What the ref has is never let go of: the same work, taken before by an engine that was killed before the plan said so, is
 * kept already; other work of that attempt, which went on elsewhere once another machine had taken over, gets a ref of its own beside it.
 */
async function keep({ refs, reader }: Repository, ref: string, id: string): Promise<Pick<TakenSnapshot, 'commit' | 'ref'>> {
  if ((await refs.read(ref)) === undefined && (await refs.swap(ref, id, undefined))) return { commit: id, ref };
  const present = await refs.read(ref);
  if (present === id) return { commit: id, ref };
  if (present !== undefined && (await reader.read(present))?.type === 'commit') {
    const [was, is] = [await reader.commit(present), await reader.commit(id)];
    if (was.tree === is.tree && was.parents.join() === is.parents.join() && was.message === is.message) return { commit: present, ref };
  }
  await refs.swap(keptRef(id), id, undefined);
  return { commit: id, ref: keptRef(id) };
}

/**
 * Keeps what an agent wrote. The snapshot always ends up under a ref; one that is too large for the engineer's repository stays in
 * Sanctum's own, and is refused as a submission.
 */
export async function takeSnapshot(context: QueueContext, request: SnapshotRequest): Promise<TakenSnapshot> {
  const { ports, project, repository, closedGit } = context;
  const { ticket, attempt, run, base, folder } = request;
  const scratch = project.scratch(`snapshot-${run}`);
  await ports.files.removeTree(scratch);
  const quarantine = join(scratch, 'objects');
  const place = { folder, base, scratch, quarantine, borrowed: [repository.objectsFolder], leftOut: request.leftOut, opens: request.opens === true };
  const snapshot = await snapshotFolder(ports.files, closedGit, place);
  const limit = request.largestMegabytes * megabyte;
  const tooLarge = snapshot.newBytes > limit;
  const commit = encodeCommit({
    tree: snapshot.tree,
    parents: [base],
    author: sanctumPerson,
    committer: sanctumPerson,
    time: Date.parse(request.at) / 1000,
    message: `Snapshot of ${run}\n\nSanctum-Ticket: ${ticket}\nSanctum-Run: ${run}`,
  });
  const ref = wipRef(ticket, attempt);
  if (tooLarge) {
    await releaseQuarantine(ports.files, quarantine, join(closedGit.gitDir, 'objects'));
    const id = await closedGit.text(['hash-object', '-t', 'commit', '-w', '--stdin'], { input: commit });
    await closedGit.ask(['update-ref', ref, id]);
    await ports.files.removeTree(scratch);
    const words = `It holds ${String(Math.ceil(snapshot.newBytes / megabyte))} MB of new data; the limit is ${String(request.largestMegabytes)} MB. It is kept in ${closedGit.gitDir} as ${ref}.`;
    return { commit: id, ref, inRepository: false, tree: snapshot.tree, refusals: [words] };
  }
  await releaseQuarantine(ports.files, quarantine, repository.objectsFolder);
  const kept = await keep(repository, ref, await repository.objects.write('commit', commit));
  const differences = await treeDifferences(repository.reader, base, kept.commit);
  const filters = await filteredPaths(closedGit, { indexFile: join(scratch, 'index') }, differences.map((one) => one.path));
  await ports.files.removeTree(scratch);
  return { ...kept, inRepository: true, tree: snapshot.tree, refusals: await refusals(repository, snapshot, differences, limit, filters) };
}
